"""A rating and its rules."""
