"""Calls to the owner of the copies."""
