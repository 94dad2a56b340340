"""The area over HTTP."""
