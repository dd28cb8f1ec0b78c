"""People, the roles they hold at bodies, and the one scope rule."""
