"""The HTTP side of ratings."""
