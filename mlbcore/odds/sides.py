"""The names of the sides of a market, and a line as its side has it."""

from __future__ import annotations

from fractions import Fraction

from mlbcore.odds.error import OddsError
from mlbcore.odds.exact import fraction

TOTAL = ("over", "under")
HANDICAP = ("home", "away")
SIDES = (*TOTAL, *HANDICAP)
# These win when the total, or the margin of the home side, is above their number.
ABOVE = ("over", "home")
FURTHEST = 1000


def as_side(name: str) -> str:
    """A side of SIDES in any case as it is there, and any other name as it is."""
    if not isinstance(name, str):
        raise OddsError(f"side {name!r} is not a name")
    plain = name.strip().lower()
    return plain if plain in SIDES else name


def line_of(side: str, line: object, parts: int = 4) -> Fraction:
    """A line in runs, exact. Raises OddsError for one that cannot be.

    It is in ``parts`` of a run, up to 1,000 runs, and above 0 for a total.
    """
    exact = fraction(line, "line")
    if (exact * parts).denominator != 1:
        raise OddsError(f"line {line!r} is not in {'half' if parts == 2 else 'quarter'} runs")
    if abs(exact) > FURTHEST:
        raise OddsError(f"line {line!r} is beyond {FURTHEST} runs")
    if side in TOTAL and exact <= 0:
        raise OddsError(f"a total of {line!r} runs")
    return exact


def bar(side: str, line: Fraction) -> Fraction:
    """The total, or the margin of the home side, on which the side's bet comes back."""
    return -line if side == "home" else line
