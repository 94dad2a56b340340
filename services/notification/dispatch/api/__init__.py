"""What drives the dispatch: the loop that sends, and the look at messages for the gateway."""
