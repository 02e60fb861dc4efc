"""The words for what a price did."""

from __future__ import annotations

from mlbcore.models.market import Word


class PriceDirection(Word):
    """Whether a side became likelier in the market's eyes."""

    UP = "up"
    DOWN = "down"
    UNCHANGED = "unchanged"


class MovementMagnitude(Word):
    MINOR = "minor"
    MODERATE = "moderate"
    SIGNIFICANT = "significant"
    MAJOR = "major"


class MoveSpeed(Word):
    """By the time between two prices: half an hour, two hours, eight hours, longer."""

    INSTANT = "instant"
    FAST = "fast"
    MODERATE = "moderate"
    SLOW = "slow"
