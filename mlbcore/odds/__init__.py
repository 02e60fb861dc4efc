"""Prices and betting maths: pure, and independent of the rest of mlbcore."""

from mlbcore.odds.prices import american_to_decimal, american_to_probability
from mlbcore.odds.vig import booksum, no_vig

__all__ = ["american_to_decimal", "american_to_probability", "booksum", "no_vig"]
