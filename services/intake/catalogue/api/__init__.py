"""The catalogue over HTTP, and the documents it is published from."""
