"""What must hold, what was found instead, and what would mend it."""
