"""Who asks, how often they may, and one-time codes."""
