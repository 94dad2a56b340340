"""The registry in PostgreSQL, and what is sealed with keys."""
