"""Who outside carries a result."""
