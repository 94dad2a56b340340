"""What the area is asked to do."""
