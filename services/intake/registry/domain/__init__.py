"""The dossier and its rules; no I/O, no clock."""
