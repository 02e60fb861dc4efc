"""Strategies on past games as they stood."""
