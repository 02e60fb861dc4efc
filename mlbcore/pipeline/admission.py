"""Which prices are taken: a pair that no book could have offered is refused, with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import attrgetter

from mlbcore.analysis.quality.price import HIGHEST, LOWEST
from mlbcore.models import Phase, Quote, Side
from mlbcore.odds import booksum

SENTINELS = frozenset({10_000, 100_000})
LIVE = Phase.LIVE
# The same for the two sides of one market at one book and time.
MARKET = attrgetter(
    "book", "market", "period", "team", "subject", "phase", "observed_at", "home_line"
)


def admit(quotes: Sequence[Quote]) -> tuple[list[Quote], list[tuple[Quote, str]]]:
    """The quotes that are taken, and the others with why.

    Two sides of a pre-game market answer each other. Their booksum is between 0.98 and 1.15, or
    one of them is wrong; both at 10,000 or 100,000 stand for no price.
    """
    faults: dict[int, str] = {}
    for one, other in _pairs(quotes):
        if reason := _fault(quotes[one].price, quotes[other].price):
            faults[one] = faults[other] = reason
    taken = [quote for place, quote in enumerate(quotes) if place not in faults]
    return taken, [(quotes[place], faults[place]) for place in sorted(faults)]


def _pairs(quotes: Sequence[Quote]) -> Iterator[tuple[int, int]]:
    """The places of two prices that answer each other, but for those in play.

    Where an instant has several prices, the first of a side answers the first of the other.
    """
    markets: dict[object, dict[Side, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, quote in enumerate(quotes):
        if quote.phase is not LIVE:
            markets[MARKET(quote)][quote.side].append(place)
    for sides in markets.values():
        if len(sides) == 2:
            yield from zip(*sides.values(), strict=False)


@lru_cache(maxsize=4096)
def _fault(one: int, other: int) -> str | None:
    """What is wrong with two prices that answer each other; few pairs of them are met."""
    said = f"{one:+d} and {other:+d}"
    if {abs(one), abs(other)} <= SENTINELS:
        return f"{said} stands for no price"
    total = booksum([one, other])
    if LOWEST <= total <= HIGHEST:
        return None
    return f"the implied probabilities of {said} add up to {total:.3f}"
