"""What can be done with a dossier, one function a file."""
