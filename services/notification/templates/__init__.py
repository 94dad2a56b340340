"""What is said: the texts of every message, in both languages, and the names they use."""
