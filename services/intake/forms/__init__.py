"""The statutory forms of a dossier as PDF, and every print that was given out."""
