"""What comes in from outside: mail that came back, and text messages that people send."""
