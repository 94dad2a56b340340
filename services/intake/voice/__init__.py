"""Voice: what citizens say of the service; ratings, later petitions."""
