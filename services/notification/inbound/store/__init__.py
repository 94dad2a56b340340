"""Reports as mail servers write them, and what was answered, in PostgreSQL."""
