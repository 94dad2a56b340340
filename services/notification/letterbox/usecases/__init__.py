"""Listing, reading and marking letters."""
