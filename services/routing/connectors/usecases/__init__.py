"""What the area can do, one function a file."""
