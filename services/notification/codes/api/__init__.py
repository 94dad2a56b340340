"""The endpoint the gateway calls."""
