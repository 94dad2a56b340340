"""What is done with forms: taken, kept, listed; the register is written up and shown."""
