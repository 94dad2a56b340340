"""Following a dossier without login: by its secret, or by a code sent to the applicant's phone."""
