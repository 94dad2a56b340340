"""The figures for reporting, and the loop that counts."""
