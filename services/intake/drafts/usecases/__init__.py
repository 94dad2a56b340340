"""What can be done with drafts."""
