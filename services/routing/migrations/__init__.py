"""The schema of routing; `versions` holds the steps."""
