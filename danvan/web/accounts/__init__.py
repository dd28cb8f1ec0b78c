"""Sign-in, the person's own security, people and roles."""
