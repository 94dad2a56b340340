"""Tries and one-time codes in PostgreSQL."""
