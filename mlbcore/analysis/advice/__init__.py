"""What to bet, how much, when, and at what risk."""
