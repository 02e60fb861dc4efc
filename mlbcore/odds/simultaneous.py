"""Kelly's stakes on several independent bets that are open at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from mlbcore.odds.error import OddsError
from mlbcore.odds.exact import listed
from mlbcore.odds.stakes import Decimal, Probability, bet_odds, kelly

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Bet: TypeAlias = tuple[float, float]

MOST_BETS = 14
STEPS = 200
CLOSE = 1e-15
# What rounding may take from a growth that in truth is not less.
NOISE = 1e-14


def kelly_simultaneous(bets: Iterable[tuple[Decimal, Probability]]) -> list[float]:
    """The shares that together grow the bankroll fastest, in order of (decimal, probability).

    Exact over all outcomes of the bets, of which there may be 14 with an edge. No share is more
    than it would be alone, and together they are less than 1, but for a bet that cannot lose: the
    best of those takes what the others leave. Raises OddsError for an impossible value.
    """
    read = [_checked(bet) for bet in listed(bets, "bets")]
    sure = max((bet for bet in read if bet[1] == 1), default=None)
    # What is not staked elsewhere is staked on the sure bet, and comes back so many times.
    back = 1.0 if sure is None else sure[0]
    relative = [(decimal / back, chance) for decimal, chance in read]
    alone = [_alone(*bet) for bet in relative]
    chosen = [place for place, share in enumerate(alone) if share > 0]
    if len(chosen) > MOST_BETS:
        raise OddsError(f"{len(chosen)} bets at once are more than {MOST_BETS}")
    shares = alone
    if len(chosen) > 1:
        for place, share in zip(chosen, _grow([relative[place] for place in chosen]), strict=True):
            shares[place] = float(share)
    if sure is not None:
        shares[read.index(sure)] = 1 - sum(shares)
    return shares


def _checked(bet: Iterable[float]) -> Bet:
    pair = listed(bet, "decimal price and probability")
    if len(pair) != 2:
        raise OddsError(f"{bet!r} is not a decimal price and a probability")
    net, chance, _ = bet_odds(*pair)
    return net + 1, chance


def _alone(decimal: float, chance: float) -> float:
    """Kelly's share against what the bankroll earns anyhow; the sure bets' own is not asked."""
    if decimal <= 1:
        return 0.0
    return kelly(Decimal(decimal), Probability(chance))


def _grow(bets: Sequence[Bet]) -> Floats:
    """Newton's method on the expected logarithm of bets that each have an edge.

    As the others say nothing of a bet's outcome, the first cent on it always pays: no share is 0
    where growth is highest, and none need be held there.
    """
    import numpy

    returns, chances = _outcomes(bets)
    # Within the bankroll, and of the size of the answer at any price.
    shares = numpy.array([kelly(Decimal(d), Probability(p)) for d, p in bets]) / len(bets)
    for _ in range(STEPS):
        ratios = returns / (1 + returns @ shares)[:, None]
        bend = (ratios.T * chances) @ ratios
        try:
            step = numpy.linalg.solve(bend, ratios.T @ chances).astype(numpy.float64)
        except numpy.linalg.LinAlgError as error:
            raise OddsError(f"stakes on {bets} cannot be told apart") from error
        following = _backtrack(returns, chances, shares, step)
        moved = abs(following - shares).max()
        shares = following
        if moved < CLOSE:
            break
    return numpy.maximum(shares, 0.0)


def _outcomes(bets: Sequence[Bet]) -> tuple[Floats, Floats]:
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

    least, length = grown(shares) - NOISE, 1.0
    while length > CLOSE:
        following: Floats = shares + length * step
        if grown(following) >= least:
            return following
        length /= 2
    return shares
