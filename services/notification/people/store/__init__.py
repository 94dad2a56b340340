"""Contacts and their keys at rest, sealed."""
