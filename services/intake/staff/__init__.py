"""Copies of the register of officers (routing): who stands where, and how they are called."""
