"""Who the gateway talks to: the issuer of access tokens and the services."""
