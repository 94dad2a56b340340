"""Who carries results out of the house."""
