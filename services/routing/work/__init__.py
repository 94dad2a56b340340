"""The case of a dossier: legs of agencies, steps as tasks of officers, the worklist."""
