"""The report over HTTP, as JSON and CSV."""
