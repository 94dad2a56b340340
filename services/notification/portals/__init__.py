"""What portals of others are told of dossiers, by signed calls."""
