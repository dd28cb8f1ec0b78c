"""The report that goes up: content, editing, signing, what changed since."""
