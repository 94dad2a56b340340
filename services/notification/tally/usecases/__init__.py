"""Counting the days, one after the other."""
