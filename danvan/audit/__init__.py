"""The door through which every write goes, and the append-only, chained record of it."""
