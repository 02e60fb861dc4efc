"""Conversions of plain numbers and numpy arrays, in floats.

A number in gives a number, a list or an array gives an array. An impossible value raises OddsError
that names it. American prices are whole, and rounded half away from zero; even money is +100.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from mlbcore.odds.error import OddsError
from mlbcore.odds.exact import EVEN, check_american

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Many: TypeAlias = Sequence[float] | NDArray[Any]

# A half, less what a binary fraction may miss of a decimal one.
HALF = 0.5 + 5e-8


@overload
def american_to_decimal(price: float) -> float: ...
@overload
def american_to_decimal(price: Many) -> Floats: ...
def american_to_decimal(price: float | Many) -> float | Floats:
    """Total return per unit staked, above 1."""
    if isinstance(price, int | float):
        american = check_american(price)
        return 1 + (american / EVEN if american > 0 else EVEN / -american)
    numpy, prices = _array(price)
    _check_american(prices)
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
    if isinstance(price, int | float):
        american = check_american(price)
        return EVEN / (american + EVEN) if american > 0 else -american / (EVEN - american)
    numpy, prices = _array(price)
    _check_american(prices)
    implied: Floats = numpy.where(prices > 0, EVEN, -prices) / (abs(prices) + EVEN)
    return implied


@overload
def decimal_to_american(price: float) -> int: ...
@overload
def decimal_to_american(price: Many) -> NDArray[np.int64]: ...
def decimal_to_american(price: float | Many) -> int | NDArray[np.int64]:
    """The nearest American price."""
    if isinstance(price, int | float):
        net = _decimal(price) - 1
        return _whole(net * EVEN if net >= 1 else -EVEN / net)
    numpy, prices = _array(price)
    _check_within(prices, 1, math.inf, "decimal price")
    net = prices - 1
    return _many_whole(numpy.where(net >= 1, net * EVEN, -EVEN / net))


@overload
def decimal_to_probability(price: float) -> float: ...
@overload
def decimal_to_probability(price: Many) -> Floats: ...
def decimal_to_probability(price: float | Many) -> float | Floats:
    """The implied probability, 0 to 1."""
    if isinstance(price, int | float):
        return 1 / _decimal(price)
    _, prices = _array(price)
    _check_within(prices, 1, math.inf, "decimal price")
    implied: Floats = 1 / prices
    return implied


@overload
def probability_to_decimal(probability: float) -> float: ...
@overload
def probability_to_decimal(probability: Many) -> Floats: ...
def probability_to_decimal(probability: float | Many) -> float | Floats:
    """The decimal price that implies the probability."""
    if isinstance(probability, int | float):
        return 1 / _probability(probability)
    _, probabilities = _array(probability)
    _check_within(probabilities, 0, 1, "probability")
    decimals: Floats = 1 / probabilities
    return decimals


@overload
def probability_to_american(probability: float) -> int: ...
@overload
def probability_to_american(probability: Many) -> NDArray[np.int64]: ...
def probability_to_american(probability: float | Many) -> int | NDArray[np.int64]:
    """The American price nearest to the one that implies the probability."""
    if isinstance(probability, int | float):
        p = _probability(probability)
        return _whole(EVEN * (1 - p) / p if p <= 1 / 2 else -EVEN * p / (1 - p))
    numpy, p = _array(probability)
    _check_within(p, 0, 1, "probability")
    return _many_whole(numpy.where(p <= 1 / 2, EVEN * (1 - p) / p, -EVEN * p / (1 - p)))


def cents(before: int, after: int) -> int:
    """The movement between two American prices through even money; up pays the backer more."""
    return _from_even(after) - _from_even(before)


def _from_even(price: int) -> int:
    american = check_american(price)
    return american - EVEN if american > 0 else american + EVEN


def _decimal(price: float) -> float:
    if not 1 < price < math.inf:
        raise OddsError(f"decimal price {price!r} is not above 1")
    return price


def _probability(value: float) -> float:
    if not 0 < value < 1:
        raise OddsError(f"probability {value!r} is not between 0 and 1")
    return value


def _whole(american: float) -> int:
    size = math.floor(abs(american) + HALF)
    return size if american > 0 or size == EVEN else -size


def _many_whole(american: Floats) -> NDArray[np.int64]:
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


def _check_american(prices: Floats) -> None:
    import numpy

    good = (abs(prices) >= EVEN) & (prices == numpy.rint(prices)) & numpy.isfinite(prices)
    if not good.all():
        raise OddsError(f"American price {prices[~good][0].item()!r} cannot be")


def _check_within(values: Floats, low: float, high: float, what: str) -> None:
    """Raise OddsError naming the first value that is not between the two.

    By the extremes, which cost no array of their own, and which a NaN makes NaN.
    """
    if values.size == 0 or (values.min() > low and values.max() < high):
        return
    bad = values[~((values > low) & (values < high))]
    raise OddsError(f"{what} {bad[0].item()!r} cannot be")
