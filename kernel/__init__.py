"""Pure words and arithmetic that several services must agree on; standard library only."""
