"""Connectors: specialised systems outside are asked over HTTP, and answer."""
