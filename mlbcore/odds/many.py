"""Fair probabilities of many markets at once: the formulas of vig.py over a numpy array."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from mlbcore.odds.error import OddsError
from mlbcore.odds.numbers import decimal_to_probability

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]

STEPS = 60
CLOSE = 1e-13


def devig_many(decimals: Any, method: str = "multiplicative") -> Floats:
    """What ``devig`` gives for each row of an (n, k) array of decimal prices, as such an array.

    Raises OddsError as ``devig`` does, with the number of the first row without an answer.
    """
    import numpy

    if method not in (*MANY, "best"):
        raise OddsError(f"method {method!r} is not one of {', '.join((*MANY, 'best'))}")
    quoted = decimal_to_probability(decimals)
    if numpy.ndim(quoted) != 2 or quoted.shape[1] < 2:
        raise OddsError(f"an array of shape {numpy.shape(quoted)} has not markets for rows")
    fair = _best(quoted) if method == "best" else MANY[method](quoted)
    inside = ((fair > 0) & (fair < 1)).all(axis=1)
    if not inside.all():
        row = int(inside.argmin())
        raise OddsError(f"{method} has no answer for row {row}: it leaves 0 to 1")
    return fair


def _best(quoted: Floats) -> Floats:
    import numpy

    with_margin = quoted.sum(axis=1) > 1
    fair = _power(quoted)
    shin = _shin(quoted[with_margin])
    inside = ((shin > 0) & (shin < 1)).all(axis=1)
    places = numpy.flatnonzero(with_margin)[inside]
    fair[places] = shin[inside]
    return fair


def _scaled(values: Floats) -> Floats:
    scaled: Floats = values / values.sum(axis=1, keepdims=True)
    return scaled


def _additive(quoted: Floats) -> Floats:
    fair: Floats = quoted - (quoted.sum(axis=1, keepdims=True) - 1) / quoted.shape[1]
    return fair


def _goto(quoted: Floats) -> Floats:
    errors = (1 - quoted) ** 0.5
    step = (quoted.sum(axis=1, keepdims=True) - 1) / errors.sum(axis=1, keepdims=True)
    fair: Floats = quoted - step * errors
    return fair


def _power(quoted: Floats) -> Floats:
    import numpy

    logs = numpy.log(quoted)
    k = numpy.ones((len(quoted), 1))
    for _ in range(STEPS):
        powers = numpy.exp(k * logs)
        total = powers.sum(axis=1, keepdims=True)
        step = numpy.log(total) * total / (powers * logs).sum(axis=1, keepdims=True)
        k -= step
        if (abs(step) <= CLOSE * numpy.maximum(1, abs(k))).all():
            break
    return _scaled(numpy.exp(k * logs))


def _odds_ratio(quoted: Floats) -> Floats:
    import numpy

    odds = quoted / (1 - quoted)
    if quoted.shape[1] == 2:
        c = numpy.sqrt(odds.prod(axis=1, keepdims=True))
        return _scaled(odds / (c + odds))
    others = quoted.shape[1] - 1
    low = numpy.log(odds.min(axis=1, keepdims=True) * others)
    high = numpy.log(odds.max(axis=1, keepdims=True) * others)
    shift = numpy.clip(0.0, low, high)
    for _ in range(STEPS):
        fair = odds / (numpy.exp(shift) + odds)
        excess = fair.sum(axis=1, keepdims=True) - 1
        low = numpy.where(excess > 0, shift, low)
        high = numpy.where(excess > 0, high, shift)
        newton = shift + excess / (fair * (1 - fair)).sum(axis=1, keepdims=True)
        following = numpy.where((low < newton) & (newton < high), newton, (low + high) / 2)
        moved = abs(following - shift)
        shift = following
        if (moved <= CLOSE * numpy.maximum(1, abs(shift))).all():
            break
    return _scaled(odds / (numpy.exp(shift) + odds))


def _shin(quoted: Floats) -> Floats:
    """Newton on z from 0, where the sum falls steeply and bends upwards: it never overshoots."""
    import numpy

    if quoted.shape[1] == 2:
        return _additive(quoted)
    total = quoted.sum(axis=1, keepdims=True)
    squares = 4 * quoted**2 / total
    z = numpy.zeros_like(total)
    for _ in range(STEPS):
        roots = numpy.sqrt(z**2 + (1 - z) * squares)
        excess = (squares / (roots + z)).sum(axis=1, keepdims=True) / 2 - 1
        slope = (
            -(squares / (roots + z) ** 2 * (1 + (2 * z - squares) / (2 * roots))).sum(
                axis=1, keepdims=True
            )
            / 2
        )
        step = excess / slope
        z -= step
        if (abs(step) <= CLOSE).all():
            break
    roots = numpy.sqrt(z**2 + (1 - z) * squares)
    return _scaled(squares / (roots + z))


MANY: dict[str, Callable[[Floats], Floats]] = {
    "multiplicative": _scaled,
    "additive": _additive,
    "power": _power,
    "shin": _shin,
    "odds_ratio": _odds_ratio,
    "goto": _goto,
}
