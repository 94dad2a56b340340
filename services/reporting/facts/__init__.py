"""What happened: one row a milestone, never changed."""
