"""HTTPS to places of others."""
