"""The public API: the table of routes, how a request is carried on, and the pages about it."""
