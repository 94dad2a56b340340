"""Counting in PostgreSQL."""
