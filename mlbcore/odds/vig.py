"""The booksum of a market and its removal."""

from __future__ import annotations

from collections.abc import Sequence

from mlbcore.odds.prices import american_to_probability


def booksum(prices: Sequence[int]) -> float:
    """The sum of the implied probabilities of American prices; 1 is a fair book."""
    return sum(map(american_to_probability, prices))


def no_vig(prices: Sequence[int]) -> list[float]:
    """Fair probabilities of all outcomes by the multiplicative method; they sum to 1."""
    total = booksum(prices)
    return [american_to_probability(price) / total for price in prices]
