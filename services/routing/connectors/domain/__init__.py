"""Rules of the area; pure."""
