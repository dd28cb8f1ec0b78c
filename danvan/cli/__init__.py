"""The commands of ``danvan``: the only code that knows a terminal."""
