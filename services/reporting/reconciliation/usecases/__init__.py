"""Comparing, mending, both in turn."""
