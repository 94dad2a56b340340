"""The loop that calls."""
