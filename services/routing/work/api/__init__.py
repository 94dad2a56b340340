"""HTTP of the area."""
