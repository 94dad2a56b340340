"""The web inbox over HTTP."""
