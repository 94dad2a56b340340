"""Where the keys of contacts come from."""
