"""The pages: the only code that knows HTTP."""
