"""Reports over HTTP, as JSON and CSV."""
