"""The report, made to order."""
