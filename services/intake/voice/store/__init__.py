"""Ratings in PostgreSQL."""
