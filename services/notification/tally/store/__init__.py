"""The tally in PostgreSQL."""
