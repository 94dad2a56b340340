"""What can be done with texts and names."""
