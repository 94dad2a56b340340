"""Other services as the area asks them."""
