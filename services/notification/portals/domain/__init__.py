"""A call and where it goes."""
