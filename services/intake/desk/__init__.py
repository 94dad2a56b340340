"""What a desk has to do now: its queue, and whom it has to telephone."""
