"""The open door: the same actions and refusals as the pages, as JSON."""
