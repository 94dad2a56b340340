"""The area in PostgreSQL."""
