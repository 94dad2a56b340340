"""Messages and attempts in the database."""
