"""What citizen and officer write to each other about a dossier."""
