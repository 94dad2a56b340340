"""One way of being let in each."""
