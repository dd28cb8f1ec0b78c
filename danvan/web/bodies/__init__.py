"""Organisations: the roll, one body, and what its coordinators and administrators change."""
