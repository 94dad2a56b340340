"""Receipts in the database."""
