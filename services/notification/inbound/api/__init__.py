"""Signed routes for mail servers and providers of text messages."""
