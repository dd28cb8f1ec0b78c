"""The arrival kit: upload, understand, preview, commit, undo."""
