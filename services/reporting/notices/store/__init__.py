"""The tree of agencies, from the copies."""
