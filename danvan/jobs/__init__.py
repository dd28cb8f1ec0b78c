"""Who does the background work, whose work is taken up again, and which code may run on these tables."""
