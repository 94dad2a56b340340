"""Texts from files, names from the database."""
