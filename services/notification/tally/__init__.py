"""What became of the notices of each day, counted for the reports and kept for good."""
