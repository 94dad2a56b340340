"""What the catalogue asks of other services."""
