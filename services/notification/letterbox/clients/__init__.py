"""Whose dossiers are whose, asked of intake."""
