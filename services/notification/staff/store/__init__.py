"""Staff mail in PostgreSQL."""
