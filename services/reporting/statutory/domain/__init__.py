"""Figures, their identities, and who may see them."""
