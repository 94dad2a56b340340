"""A message, its states, its retries."""
