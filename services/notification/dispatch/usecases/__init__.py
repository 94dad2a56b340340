"""What can be done with a message."""
