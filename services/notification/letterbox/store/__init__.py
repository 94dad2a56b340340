"""Letters and what was read, in PostgreSQL."""
