"""How much to stake: Kelly's criterion, for one bet and for several, and what a bet is worth.

Decimal prices and probabilities in, shares of the bankroll out. Kelly (1956); several outcomes of
one event as in Smoczynski and Tomkins, "An explicit solution to the problem of optimizing the
allocations of a bettor's wealth when wagering on horse races" (2010).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NewType

from mlbcore.odds.error import OddsError
from mlbcore.odds.exact import listed, number

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
    net, win, lose = bet_odds(decimal, probability, push)
    part = number(fraction, "fraction")
    if not 0 < part <= 1:
        raise OddsError(f"fraction {fraction!r} of Kelly is not above 0 and up to 1")
    most = 1.0 if cap is None else _share(cap, "cap")
    edge = win * net - lose
    if edge <= 0:
        return 0.0
    return min(part * edge / (net * (win + lose)), most)


def kelly_exclusive(
    decimals: Iterable[Decimal], probabilities: Iterable[Probability]
) -> list[float]:
    """The shares to stake on outcomes of which one at most happens, in order.

    What the probabilities lack of 1 loses every stake. On an exactly fair book many answers grow as
    fast; this one stakes least.
    """
    prices = [_price(decimal) for decimal in listed(decimals, "decimal prices")]
    chances = [_share(p, "probability") for p in listed(probabilities, "probabilities")]
    if len(prices) != len(chances) or not prices:
        raise OddsError(f"{len(prices)} prices and {len(chances)} probabilities")
    _check_sum(*chances)
    order = sorted(range(len(prices)), key=lambda i: -chances[i] * prices[i])
    reserve, taken = 1.0, 0
    for count, place in enumerate(order, start=1):
        if chances[place] * prices[place] <= reserve:
            break
        staked = order[:count]
        book = 1 - math.fsum(1 / prices[i] for i in staked)
        if book <= 0:
            break  # as good a book with all of them as without the last
        reserve, taken = max(0.0, 1 - math.fsum(chances[i] for i in staked)) / book, count
    chosen = set(order[:taken])
    return [
        max(0.0, chances[i] - reserve / prices[i]) if i in chosen else 0.0
        for i in range(len(prices))
    ]


def expected_value(decimal: Decimal, probability: Probability, push: float = 0.0) -> float:
    """The profit to expect for each unit staked: 0.05 is five cents for a dollar."""
    net, win, lose = bet_odds(decimal, probability, push)
    return win * net - lose


def growth(decimal: Decimal, probability: Probability, share: float, push: float = 0.0) -> float:
    """The expected logarithm of the bankroll's growth when ``share`` of it is staked."""
    net, win, lose = bet_odds(decimal, probability, push)
    staked = _share(share, "share")
    if lose > 0 and staked == 1:
        return -math.inf
    return win * math.log1p(staked * net) + (lose * math.log1p(-staked) if lose else 0.0)


def bet_odds(decimal: float, probability: float, push: float = 0.0) -> tuple[float, float, float]:
    """The profit of a unit, how likely it is, and how likely the loss."""
    net, win = _price(decimal) - 1, _share(probability, "probability")
    back = _share(push, "push probability")
    _check_sum(win, back)
    return net, win, max(0.0, 1 - win - back)


def _price(decimal: object) -> float:
    price = number(decimal, "decimal price")
    if not 1 < price < math.inf:
        raise OddsError(f"decimal price {decimal!r} is not above 1")
    return price


def _share(value: object, what: str) -> float:
    share = number(value, what)
    if not 0 <= share <= 1:
        raise OddsError(f"{what} {value!r} is not between 0 and 1")
    return share


def _check_sum(*probabilities: float) -> None:
    if math.fsum(probabilities) > 1 + SUM_ERROR:
        raise OddsError(f"probabilities {list(probabilities)} are more than 1 together")
