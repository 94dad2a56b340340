"""What providers call to say so."""
