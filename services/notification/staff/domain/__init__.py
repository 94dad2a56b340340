"""An officer's mail and when it is written to."""
