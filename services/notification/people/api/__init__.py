"""Where people say which messages they want no more."""
