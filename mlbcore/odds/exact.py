"""Exact numbers from what people write, and the one way of rounding."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from numbers import Rational, Real
from typing import TypeVar

from mlbcore.odds.error import OddsError

EVEN = 100
HIGHEST = 10**9
PLACES = 30
LEAST = Fraction(1, 10**PLACES)

Item = TypeVar("Item")


def fraction(value: object, what: str) -> Fraction:
    """The exact value of a number or a text; a float means the number it prints as.

    So 1.91 is 191/100, not the binary number beside it. Raises OddsError for what is no finite
    number, or has more than 30 places before or behind the point.
    """
    if isinstance(value, bool):
        raise OddsError(f"{what} {value!r} is not a number")
    if isinstance(value, Rational):
        # Of whole numbers of Python: numpy's have an end.
        exact = Fraction(int(value.numerator), int(value.denominator))
    elif isinstance(value, Real | Decimal | str):
        exact = _written(value, what)
    else:
        raise OddsError(f"{what} {value!r} is not a number")
    if exact and not LEAST <= abs(exact) <= 1 / LEAST:
        raise OddsError(f"{what} {shown(value)} has more than {PLACES} places")
    return exact


def _written(value: object, what: str) -> Fraction:
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise OddsError(f"{what} {value!r} is not a number") from error
    # Before it is written out: 1e999999999 would take a gigabyte.
    if not number.is_finite() or abs(number.adjusted()) > PLACES:
        raise OddsError(f"{what} {value!r} is not finite, or has more than {PLACES} places")
    return Fraction(number)


def number(value: object, what: str) -> float:
    """A number of any type as a plain float. Raises OddsError for a text, a boolean, and others.

    What it may be is for the caller to check: a NaN passes here, and fails every comparison.
    """
    if type(value) is float:
        return value
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        raise OddsError(f"{what} {value!r} is not a number")
    try:
        return float(value)
    except (OverflowError, ValueError) as error:
        raise OddsError(f"{what} {shown(value)} is not within the numbers of a float") from error


def amount(value: object, what: str) -> Fraction:
    """A sum of money, above 0."""
    exact = fraction(value, what) if not isinstance(value, str) else Fraction(0)
    if exact <= 0:
        raise OddsError(f"{what} {value!r} is not a number above 0")
    return exact


def whole(value: object, what: str) -> int:
    """A whole number of any type, 4.0 too; not a text."""
    exact = fraction(value, what) if not isinstance(value, str) else LEAST
    if exact.denominator != 1:
        raise OddsError(f"{what} {value!r} is not a whole number")
    return exact.numerator


def listed(values: Iterable[Item], what: str) -> list[Item]:
    """All values of a sequence, an array or a generator, which is gone through this once."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise OddsError(f"{values!r} is no sequence of {what}")
    try:
        return list(values)
    except TypeError as error:  # an array without dimensions
        raise OddsError(f"{values!r} is no sequence of {what}") from error


def shown(value: object) -> str:
    """A number as an error names it; Python refuses to write out thousands of digits."""
    try:
        return repr(value)
    except ValueError:
        return "of thousands of digits"


def half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes away from zero."""
    size = math.floor(abs(value) + Fraction(1, 2))
    return size if value >= 0 else -size


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """The fraction of the smallest denominator from ``low`` to below ``high``, both above 0."""
    inside = _between(low, high)
    return low if low.denominator <= inside.denominator else inside


def _between(low: Fraction, high: Fraction) -> Fraction:
    """The simplest fraction between two: down the Stern-Brocot tree, a whole part at a time."""
    below = math.floor(low)
    if below + 1 < high:
        return Fraction(below + 1)
    least = 1 / (high - below)
    if low == below:
        return below + Fraction(1, math.floor(least) + 1)
    return below + 1 / _between(least, 1 / (low - below))


def check_american(value: object) -> int:
    """A whole American price, canonical. Raises OddsError for (-100, 100) and what is not whole."""
    american = value if type(value) is int else whole(value, "American price")
    if not EVEN <= abs(american) <= HIGHEST:
        raise OddsError(
            f"American price {shown(value)} lies between -100 and 100, or beyond a billion"
        )
    return EVEN if american == -EVEN else american


def american_of(decimal: Fraction) -> int:
    """The American price nearest to an exact decimal one; +100 also where it is rounded to -100."""
    net = decimal - 1
    american = half_up(net * 100 if net >= 1 else -100 / net)
    return EVEN if american == -EVEN else american
