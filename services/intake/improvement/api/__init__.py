"""HTTP routes of the area."""
