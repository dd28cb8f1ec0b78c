"""Files: kept by their digest, checked when they come in."""
