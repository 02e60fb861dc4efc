"""Conversions of plain numbers and numpy arrays, in floats.

A number in gives a number, a list or an array gives an array. An impossible value raises OddsError
that names it. American prices are whole, and rounded half away from zero; even money is +100.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from decimal import Decimal
from numbers import Real
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard, overload

from mlbcore.odds.error import OddsError
from mlbcore.odds.exact import EVEN, HIGHEST, check_american, number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Many: TypeAlias = Sequence[float] | NDArray[Any]

# A half, less what a binary fraction may miss of a decimal one.
HALF = 0.5 + 5e-8

SINGLE = (float, int, str, Real, Decimal, NoneType)

# What lies between, and no more: with an American price the ends are those of a billion either way.
DECIMALS = (1.0, math.inf)
DECIMALS_OF_AMERICAN = (
    math.nextafter(1 + EVEN / HIGHEST, 0),
    math.nextafter(1 + HIGHEST / EVEN, math.inf),
)
# A smaller one has no decimal price within the numbers of a float.
PROBABILITIES = (sys.float_info.min, 1.0)
PROBABILITIES_OF_AMERICAN = (
    math.nextafter(EVEN / (HIGHEST + EVEN), 0),
    math.nextafter(HIGHEST / (HIGHEST + EVEN), 1),
)


@overload
def american_to_decimal(price: float) -> float: ...
@overload
def american_to_decimal(price: Many) -> Floats: ...
def american_to_decimal(price: float | Many) -> float | Floats:
    """Total return per unit staked, above 1."""
    if _is_one(price):
        american = check_american(price)
        return 1 + (american / EVEN if american > 0 else EVEN / -american)
    numpy, prices = _array(price)
    _check_americans(prices)
    decimals: Floats = 1 + numpy.where(prices > 0, prices, EVEN * EVEN / -prices) / EVEN
    return decimals


@overload
def american_to_probability(price: float) -> float: ...
@overload
def american_to_probability(price: Many) -> Floats: ...
def american_to_probability(price: float | Many) -> float | Floats:
    """The implied probability, 0 to 1.

    From the American form, not from 1/decimal: -a and +a then add up to exactly 1.
    """
    if _is_one(price):
        american = check_american(price)
        return EVEN / (american + EVEN) if american > 0 else -american / (EVEN - american)
    numpy, prices = _array(price)
    _check_americans(prices)
    implied: Floats = numpy.where(prices > 0, EVEN, -prices) / (abs(prices) + EVEN)
    return implied


@overload
def decimal_to_american(price: float) -> int: ...
@overload
def decimal_to_american(price: Many) -> NDArray[np.int64]: ...
def decimal_to_american(price: float | Many) -> int | NDArray[np.int64]:
    """The nearest American price."""
    if _is_one(price):
        net = _within(price, DECIMALS_OF_AMERICAN, "decimal price") - 1
        return _rounded_american(net * EVEN if net >= 1 else -EVEN / net)
    numpy, prices = _array(price)
    _check_within(prices, DECIMALS_OF_AMERICAN, "decimal price")
    net = prices - 1
    return _rounded_americans(numpy.where(net >= 1, net * EVEN, -EVEN / net))


@overload
def decimal_to_probability(price: float) -> float: ...
@overload
def decimal_to_probability(price: Many) -> Floats: ...
def decimal_to_probability(price: float | Many) -> float | Floats:
    """The implied probability, 0 to 1."""
    if _is_one(price):
        return 1 / _within(price, DECIMALS, "decimal price")
    _, prices = _array(price)
    _check_within(prices, DECIMALS, "decimal price")
    implied: Floats = 1 / prices
    return implied


@overload
def probability_to_decimal(probability: float) -> float: ...
@overload
def probability_to_decimal(probability: Many) -> Floats: ...
def probability_to_decimal(probability: float | Many) -> float | Floats:
    """The decimal price that implies the probability."""
    if _is_one(probability):
        return 1 / _within(probability, PROBABILITIES, "probability")
    _, probabilities = _array(probability)
    _check_within(probabilities, PROBABILITIES, "probability")
    decimals: Floats = 1 / probabilities
    return decimals


@overload
def probability_to_american(probability: float) -> int: ...
@overload
def probability_to_american(probability: Many) -> NDArray[np.int64]: ...
def probability_to_american(probability: float | Many) -> int | NDArray[np.int64]:
    """The American price nearest to the one that implies the probability."""
    if _is_one(probability):
        p = _within(probability, PROBABILITIES_OF_AMERICAN, "probability")
        return _rounded_american(EVEN * (1 - p) / p if p <= 1 / 2 else -EVEN * p / (1 - p))
    numpy, p = _array(probability)
    _check_within(p, PROBABILITIES_OF_AMERICAN, "probability")
    return _rounded_americans(numpy.where(p <= 1 / 2, EVEN * (1 - p) / p, -EVEN * p / (1 - p)))


def cents(before: int, after: int) -> int:
    """The movement between two American prices through even money; up pays the backer more."""
    return _from_even(after) - _from_even(before)


def _from_even(price: int) -> int:
    american = check_american(price)
    return american - EVEN if american > 0 else american + EVEN


def _is_one(value: object) -> TypeGuard[float]:
    """Whether it is one number, or no number at all, rather than several."""
    return isinstance(value, SINGLE)


def _within(value: object, ends: tuple[float, float], what: str) -> float:
    plain = number(value, what)
    if not ends[0] < plain < ends[1]:
        raise OddsError(f"{what} {value!r} is not between {ends[0]:g} and {ends[1]:g}")
    return plain


def _rounded_american(american: float) -> int:
    size = math.floor(abs(american) + HALF)
    return size if american > 0 or size == EVEN else -size


def _rounded_americans(american: Floats) -> NDArray[np.int64]:
    import numpy

    whole = numpy.copysign(numpy.floor(abs(american) + HALF), american)
    # Added, not chosen: numpy.where on a mask without a pattern takes four times as long.
    canonical: NDArray[np.int64] = (whole + 2 * EVEN * (whole == -EVEN)).astype(numpy.int64)
    return canonical


def _array(values: Many | float) -> tuple[Any, Any]:
    """Numpy, which is loaded only for arrays, and the values as floats."""
    import numpy

    try:
        return numpy, numpy.asarray(values, dtype=numpy.float64)
    except (TypeError, ValueError) as error:
        raise OddsError(f"{values!r} are not numbers") from error


def _check_americans(prices: Floats) -> None:
    import numpy

    size = abs(prices)
    good = (size >= EVEN) & (size <= HIGHEST) & (prices == numpy.rint(prices))
    if not good.all():
        raise OddsError(f"American price {prices[~good].flat[0].item()!r} cannot be")


def _check_within(values: Floats, ends: tuple[float, float], what: str) -> None:
    """Raise OddsError naming the first value that is not between the two.

    By the extremes, which cost no array of their own, and which a NaN makes NaN.
    """
    low, high = ends
    if values.size == 0 or (values.min() > low and values.max() < high):
        return
    bad = values[~((values > low) & (values < high))].flat[0]
    raise OddsError(f"{what} {bad.item()!r} is not between {low:g} and {high:g}")
