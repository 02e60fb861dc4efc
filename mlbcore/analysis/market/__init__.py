"""What the books of a market think, and who differs."""
