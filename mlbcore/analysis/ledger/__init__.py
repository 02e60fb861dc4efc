"""Bets as they were placed, and what became of them."""
