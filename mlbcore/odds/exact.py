"""Exact numbers from what people write, and the one way of rounding."""

from __future__ import annotations

import math
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from numbers import Integral, Rational

from mlbcore.odds.error import OddsError

EVEN = 100
HIGHEST = 10**9
PLACES = 30
LEAST = Fraction(1, 10**PLACES)


def fraction(value: object, what: str) -> Fraction:
    """The exact value of a number or a text; a float means the number it prints as.

    So 1.91 is 191/100, not the binary number beside it. Raises OddsError for what is no finite
    number, or has more than 30 places before or behind the point.
    """
    if isinstance(value, bool):
        raise OddsError(f"{what} {value!r} is not a number")
    if isinstance(value, float | Decimal | str):
        value = _written(value, what)
    if not isinstance(value, Rational):
        raise OddsError(f"{what} {value!r} is not a number")
    exact = Fraction(value)
    if exact and not LEAST <= abs(exact) <= 1 / LEAST:
        raise OddsError(f"{what} {value} has more than {PLACES} places")
    return exact


def _written(value: float | Decimal | str, what: str) -> Fraction:
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise OddsError(f"{what} {value!r} is not a number") from error
    # Before it is written out: 1e999999999 would take a gigabyte.
    if not number.is_finite() or abs(number.adjusted()) > PLACES:
        raise OddsError(f"{what} {value!r} is not finite, or has more than {PLACES} places")
    return Fraction(number)


def half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes away from zero."""
    size = math.floor(abs(value) + Fraction(1, 2))
    return size if value >= 0 else -size


def check_american(value: object) -> int:
    """A whole American price, canonical. Raises OddsError for (-100, 100) and what is not whole."""
    whole = value if type(value) is int else _whole(value)
    if not EVEN <= abs(whole) <= HIGHEST:
        raise OddsError(f"American price {value} lies between -100 and 100, or beyond a billion")
    return EVEN if whole == -EVEN else whole


def _whole(value: object) -> int:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise OddsError(f"American price {value!r} is not a whole number")
    return int(value)


def american_of(decimal: Fraction) -> int:
    """The American price nearest to an exact decimal one; +100 also where it is rounded to -100."""
    net = decimal - 1
    american = half_up(net * 100 if net >= 1 else -100 / net)
    return EVEN if american == -EVEN else american
