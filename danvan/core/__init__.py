"""What every life uses and no life owns: no tables, no domain nouns."""
