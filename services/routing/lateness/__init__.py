"""Area lateness: the register of violations, who is charged with them, what was taken back."""
