"""Facts and copies of reference data in PostgreSQL."""
