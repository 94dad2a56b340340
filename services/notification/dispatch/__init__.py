"""How messages go out: queue, attempts, providers."""
