"""Past work, and the queues it goes through again; pure."""
