"""Drafts in PostgreSQL, sealed."""
