"""What reporting itself shows, and the reports that were made."""
