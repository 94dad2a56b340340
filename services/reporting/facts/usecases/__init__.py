"""What can be done with facts."""
