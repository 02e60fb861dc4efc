"""How much to stake: Kelly's criterion, for one bet and for several, and what a bet is worth.

Decimal prices and probabilities in, shares of the bankroll out. Kelly (1956); several outcomes of
one event as in Smoczynski and Tomkins, "An explicit solution to the problem of optimizing the
allocations of a bettor's wealth when wagering on horse races" (2010).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NewType

from mlbcore.odds.error import OddsError

Decimal = NewType("Decimal", float)
Probability = NewType("Probability", float)

SUM_ERROR = 1e-9


def kelly(
    decimal: Decimal,
    probability: Probability,
    push: float = 0.0,
    fraction: float = 1.0,
    cap: float | None = None,
) -> float:
    """The share of the bankroll that grows it fastest; 0 without an edge.

    ``push`` is the probability that the stake comes back. ``fraction`` of Kelly's share, above 0
    and up to 1, is staked, but never more than ``cap``. Raises OddsError for an impossible value.
    """
    net = _net(decimal)
    _check_share(probability, "probability")
    _check_share(push, "push probability")
    if probability + push > 1 + SUM_ERROR:
        raise OddsError(f"probabilities {probability!r} and {push!r} are more than 1 together")
    if not 0 < fraction <= 1:
        raise OddsError(f"fraction {fraction!r} of Kelly is not above 0 and up to 1")
    if cap is not None:
        _check_share(cap, "cap")
    lose = max(0.0, 1 - probability - push)
    edge = probability * net - lose
    if edge <= 0:
        return 0.0
    share = fraction * edge / (net * (probability + lose))
    return share if cap is None else min(share, cap)


def kelly_exclusive(
    decimals: Sequence[Decimal], probabilities: Sequence[Probability]
) -> list[float]:
    """The shares to stake on outcomes of which one at most happens, in order.

    What the probabilities lack of 1 loses every stake. On an exactly fair book many answers grow as
    fast; this one stakes least.
    """
    _check_lengths(decimals, probabilities)
    for decimal, probability in zip(decimals, probabilities, strict=True):
        _net(decimal)
        _check_share(probability, "probability")
    if math.fsum(probabilities) > 1 + SUM_ERROR:
        raise OddsError(f"probabilities {list(probabilities)} are more than 1 together")
    order = sorted(range(len(decimals)), key=lambda i: -probabilities[i] * decimals[i])
    reserve, taken = 1.0, 0
    for count, place in enumerate(order, start=1):
        if probabilities[place] * decimals[place] <= reserve:
            break
        staked = order[:count]
        book = 1 - math.fsum(1 / decimals[i] for i in staked)
        if book <= 0:
            break  # as good a book with all of them as without the last
        reserve, taken = (1 - math.fsum(probabilities[i] for i in staked)) / book, count
    chosen = set(order[:taken])
    return [
        max(0.0, probabilities[i] - reserve / decimals[i]) if i in chosen else 0.0
        for i in range(len(decimals))
    ]


def expected_value(decimal: Decimal, probability: Probability, push: float = 0.0) -> float:
    """The profit to expect for each unit staked: 0.05 is five cents for a dollar."""
    net = _net(decimal)
    _check_share(probability, "probability")
    _check_share(push, "push probability")
    if probability + push > 1 + SUM_ERROR:
        raise OddsError(f"probabilities {probability!r} and {push!r} are more than 1 together")
    return probability * net - (1 - probability - push)


def growth(decimal: Decimal, probability: Probability, share: float, push: float = 0.0) -> float:
    """The expected logarithm of the bankroll's growth when ``share`` of it is staked."""
    net = _net(decimal)
    _check_share(probability, "probability")
    _check_share(push, "push probability")
    _check_share(share, "share")
    lose = max(0.0, 1 - probability - push)
    if lose > 0 and share == 1:
        return -math.inf
    return probability * math.log1p(share * net) + (lose * math.log1p(-share) if lose else 0.0)


def _net(decimal: float) -> float:
    if not 1 < decimal < math.inf:
        raise OddsError(f"decimal price {decimal!r} is not above 1")
    return decimal - 1


def _check_share(value: float, what: str) -> None:
    if not 0 <= value <= 1:
        raise OddsError(f"{what} {value!r} is not between 0 and 1")


def _check_lengths(one: Sequence[float], other: Sequence[float]) -> None:
    if len(one) != len(other) or not one:
        raise OddsError(f"{len(one)} prices and {len(other)} probabilities")
