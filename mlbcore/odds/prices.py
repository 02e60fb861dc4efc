"""American prices as decimals and implied probabilities, in floats."""

from __future__ import annotations


def american_to_decimal(price: int) -> float:
    """Total return per unit staked, above 1."""
    return 1 + (price / 100 if price > 0 else 100 / -price)


def american_to_probability(price: int) -> float:
    """The implied probability, 0 to 1.

    From the American form, not from 1/decimal: -a and +a then add up to exactly 1.
    """
    return 100 / (price + 100) if price > 0 else -price / (100 - price)
