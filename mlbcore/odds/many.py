"""Fair probabilities of many markets at once: the formulas of vig.py over a numpy array.

The methods have an outcome a row and a market a column, so that numpy's inner loops are long, and
few enough markets at a time that they stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from mlbcore.odds.error import OddsError
from mlbcore.odds.methods import Method, as_method, without_answer
from mlbcore.odds.numbers import decimal_to_probability

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]

BLOCK = 4096
STEPS = 60
CLOSE = 1e-12


def devig_many(decimals: Any, method: str = "multiplicative") -> Floats:
    """What ``devig`` gives for each row of an (n, k) array of decimal prices, as such an array.

    Raises OddsError as ``devig`` does, with the number of the first row without an answer.
    """
    import numpy

    chosen = as_method(method)
    quoted: Floats = decimal_to_probability(decimals)
    if numpy.ndim(quoted) != 2 or quoted.shape[1] < 2:
        raise OddsError(f"an array of shape {numpy.shape(quoted)} has not markets for rows")
    fair = numpy.empty_like(quoted)
    for start in range(0, len(quoted), BLOCK):
        block = slice(start, start + BLOCK)
        fair[block] = MANY_MARKETS[chosen](quoted[block].T.copy()).T
    if fair.size and not (fair.min() > 0 and fair.max() < 1):
        row = int(((fair > 0) & (fair < 1)).all(axis=1).argmin())
        raise without_answer(chosen, f"row {row}")
    return fair


def _best(quoted: Floats) -> Floats:
    with_margin = quoted.sum(axis=0) > 1
    fair = quoted.copy()
    for method, which in ((_shin, with_margin), (_power, ~with_margin)):
        fair[:, which] = method(quoted[:, which])
    return fair


def _scaled(values: Floats) -> Floats:
    scaled: Floats = values / values.sum(axis=0)
    return scaled


def _additive(quoted: Floats) -> Floats:
    fair: Floats = quoted - (quoted.sum(axis=0) - 1) / len(quoted)
    return fair


def _goto(quoted: Floats) -> Floats:
    errors = (1 - quoted) ** 0.5
    fair: Floats = quoted - (quoted.sum(axis=0) - 1) / errors.sum(axis=0) * errors
    return fair


def _power(quoted: Floats) -> Floats:
    import numpy

    logs = numpy.log(quoted)
    k = numpy.ones(quoted.shape[1])
    for _ in range(STEPS):
        powers = numpy.exp(k * logs)
        total = powers.sum(axis=0)
        step = numpy.log(total) * total / (powers * logs).sum(axis=0)
        k -= step
        if (abs(step) <= CLOSE * numpy.maximum(1, abs(k))).all():
            break
    return _scaled(numpy.exp(k * logs))


def _odds_ratio(quoted: Floats) -> Floats:
    import numpy

    odds = quoted / (1 - quoted)
    if len(odds) == 2:
        return _scaled(odds / (numpy.sqrt(odds[0] * odds[1]) + odds))
    low = numpy.log(odds.min(axis=0) * (len(odds) - 1))
    high = numpy.log(odds.max(axis=0) * (len(odds) - 1))
    shift = numpy.clip(0.0, low, high)
    for _ in range(STEPS):
        fair = odds / (numpy.exp(shift) + odds)
        excess = fair.sum(axis=0) - 1
        low = numpy.where(excess > 0, shift, low)
        high = numpy.where(excess > 0, high, shift)
        newton = shift + excess / (fair * (1 - fair)).sum(axis=0)
        following = numpy.where((low < newton) & (newton < high), newton, (low + high) / 2)
        moved = abs(following - shift)
        shift = following
        if (moved <= CLOSE * numpy.maximum(1, abs(shift))).all():
            break
    return _scaled(odds / (numpy.exp(shift) + odds))


def _shin(quoted: Floats) -> Floats:
    """Newton on z from 0, where the sum falls and bends upwards: it never overshoots from below."""
    import numpy

    if len(quoted) == 2:
        return _additive(quoted)
    squares = quoted**2 / quoted.sum(axis=0)
    z = numpy.zeros(quoted.shape[1])
    for _ in range(STEPS):
        roots = numpy.sqrt(z**2 + 4 * (1 - z) * squares)
        fair = _shin_fair(squares, roots, z)
        step = (fair.sum(axis=0) - 1) / (fair * (1 - fair) / roots).sum(axis=0)
        z = numpy.maximum(z + step, -1 / (len(quoted) - 1))
        if (abs(step) <= CLOSE).all():
            break
    return _scaled(_shin_fair(squares, numpy.sqrt(z**2 + 4 * (1 - z) * squares), z))


def _shin_fair(squares: Floats, roots: Floats, z: Floats) -> Floats:
    """As in vig.py, and divided as there: by the sign of z, or something cancels."""
    fair = 2 * squares / (roots + abs(z))
    short = z < 0
    if short.any():
        fair[:, short] = (roots[:, short] - z[short]) / (2 * (1 - z[short]))
    return fair


MANY_MARKETS: dict[Method, Callable[[Floats], Floats]] = {
    Method.MULTIPLICATIVE: _scaled,
    Method.ADDITIVE: _additive,
    Method.POWER: _power,
    Method.SHIN: _shin,
    Method.ODDS_RATIO: _odds_ratio,
    Method.GOTO: _goto,
    Method.BEST: _best,
}
