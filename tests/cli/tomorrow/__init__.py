"""An app of tomorrow's Danvan, in two versions of its migrations: ``before`` and ``after``."""
