"""What the predecessor left: its tables as a source of games and prices, and its settings files."""
