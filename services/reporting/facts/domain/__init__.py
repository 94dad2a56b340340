"""A fact, and how events become facts."""
