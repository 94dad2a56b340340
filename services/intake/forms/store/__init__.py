"""The sets as shipped, and every paper given out, in PostgreSQL."""
