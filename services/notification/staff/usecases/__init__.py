"""What officers do about their mail, and what comes to it."""
