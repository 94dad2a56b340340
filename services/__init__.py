"""The four services; each owns its database and its events."""
