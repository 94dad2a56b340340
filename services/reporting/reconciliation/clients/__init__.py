"""The books of the other services, over HTTP."""
