"""Officers and their mail: the address each proved, and what they are alerted of by it."""
