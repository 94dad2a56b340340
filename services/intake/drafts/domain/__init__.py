"""A draft and its rules."""
