"""The HTTP side of the registry."""
