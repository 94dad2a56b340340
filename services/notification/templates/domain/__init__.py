"""Facts of a message, dates in words, names of agencies and procedures."""
