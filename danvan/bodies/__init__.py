"""Organisations on their lines, seated in units, with superiors and dates."""
