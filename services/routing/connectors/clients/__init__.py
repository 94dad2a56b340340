"""How systems outside are reached, and the loop that does it."""
