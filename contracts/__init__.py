"""What crosses the bus: events, their envelope, codec and golden examples."""
