"""The words and rules of the catalogue; no I/O, no clock."""
