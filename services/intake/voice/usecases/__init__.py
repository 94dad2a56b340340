"""What citizens may say."""
