"""Taking receipts down and finding whose they are."""
