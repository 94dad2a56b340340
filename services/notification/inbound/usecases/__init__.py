"""Taking a bounce, and answering a text."""
