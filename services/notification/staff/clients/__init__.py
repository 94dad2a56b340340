"""Where the register of officers is asked."""
