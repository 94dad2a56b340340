"""A letter as its reader finds it."""
