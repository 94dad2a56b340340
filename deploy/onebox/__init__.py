"""What stands in for the outside world on one box: an issuer of tokens and a mail server."""
