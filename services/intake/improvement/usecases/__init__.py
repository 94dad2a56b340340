"""What the area does, one function a file."""
