"""What the area knows: pure rules."""
