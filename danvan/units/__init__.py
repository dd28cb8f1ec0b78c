"""Territory in time: units, their names, codes, kinds and parents by dates, and the lineage between them."""
