"""One-time codes to phones: sent once at most, and forgotten."""
