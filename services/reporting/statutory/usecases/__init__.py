"""Reports, made to order."""
