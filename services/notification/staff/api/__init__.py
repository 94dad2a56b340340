"""Staff mail over HTTP."""
