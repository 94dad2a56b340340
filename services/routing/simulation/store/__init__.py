"""Past work out of the tables of cases."""
