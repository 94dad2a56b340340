"""The schema of intake, one step a file."""
