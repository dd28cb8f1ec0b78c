"""Danvan: the emulation movement "Dân vận khéo", run as one system."""
