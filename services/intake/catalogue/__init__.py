"""The catalogue: what can be applied for, where, in how long and for how much."""
