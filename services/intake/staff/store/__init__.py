"""The copies in PostgreSQL."""
