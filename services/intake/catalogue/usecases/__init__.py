"""What can be done with the catalogue: publish, find, search, advise, compute a deadline."""
