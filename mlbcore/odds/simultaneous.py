"""Kelly's stakes on several independent bets that are open at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING

from mlbcore.odds.error import OddsError
from mlbcore.odds.stakes import Decimal, Probability, kelly

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MOST_BETS = 14
STEPS = 200
CLOSE = 1e-14


def kelly_simultaneous(bets: Sequence[tuple[Decimal, Probability]]) -> list[float]:
    """The shares that together grow the bankroll fastest, in order of (decimal, probability).

    Exact over all outcomes of the bets, of which there may be 14 with an edge. No share is more
    than it would be alone. Raises OddsError for an impossible value.
    """
    alone = [kelly(decimal, probability) for decimal, probability in bets]
    chosen = [place for place, share in enumerate(alone) if share > 0]
    if len(chosen) > MOST_BETS:
        raise OddsError(f"{len(chosen)} bets at once are more than {MOST_BETS}")
    shares = [0.0] * len(bets)
    if len(chosen) == 1:
        return alone
    if chosen:
        found = _grow([bets[place] for place in chosen])
        for place, share in zip(chosen, found, strict=True):
            shares[place] = float(share)
    return shares


def _grow(bets: Sequence[tuple[Decimal, Probability]]) -> Floats:
    """Newton's method on the expected logarithm, held where no stake is negative."""
    import numpy

    returns, chances = _outcomes(bets)
    shares = numpy.zeros(len(bets))
    for _ in range(STEPS):
        wealth = 1 + returns @ shares
        slope = returns.T @ (chances / wealth)
        free = (shares > 0) | (slope > 0)
        ours = returns[:, free]
        bend = (ours.T * (chances / wealth**2)) @ ours
        step = numpy.zeros(len(bets))
        step[free] = numpy.linalg.solve(bend, slope[free])
        following = _backtrack(returns, chances, shares, step)
        if abs(following - shares).max() < CLOSE:
            break
        shares = following
    return shares


def _outcomes(bets: Sequence[tuple[Decimal, Probability]]) -> tuple[Floats, Floats]:
    """What each bet returns a unit in each of all outcomes together, and how likely that is."""
    import numpy

    wins = numpy.array(list(product((True, False), repeat=len(bets))))
    decimals, chances = numpy.array(bets, dtype=numpy.float64).T
    returns = numpy.where(wins, decimals - 1, -1.0)
    return returns, numpy.where(wins, chances, 1 - chances).prod(axis=1)


def _backtrack(returns: Floats, chances: Floats, shares: Floats, step: Floats) -> Floats:
    """The longest of ever shorter steps that does not lose growth."""
    import numpy

    def grown(at: Floats) -> float:
        wealth = 1 + returns @ at
        return float(chances @ numpy.log(wealth)) if wealth.min() > 0 else -numpy.inf

    now, length = grown(shares), 1.0
    while length > CLOSE:
        following: Floats = numpy.maximum(shares + length * step, 0)
        if grown(following) >= now:
            return following
        length /= 2
    return shares
