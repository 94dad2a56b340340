"""Who is told: the applicant of a dossier, whose contact data lie here sealed."""
