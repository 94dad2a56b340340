"""What providers say, after they took a message, became of it."""
