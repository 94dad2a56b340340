"""A code on its way, and its words."""
