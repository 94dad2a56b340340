"""What happens to the copies."""
