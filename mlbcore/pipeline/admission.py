"""Which prices are taken: a pair that no book could have offered is refused, with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from mlbcore.models import Phase, Quote
from mlbcore.odds import booksum

LOWEST, HIGHEST = 0.98, 1.15
SENTINELS = frozenset({10_000, 100_000})


def admit(quotes: Sequence[Quote]) -> tuple[list[Quote], list[tuple[Quote, str]]]:
    """The quotes that are taken, and the others with why.

    Two sides of a pre-game market answer each other. Their booksum is between 0.98 and 1.15, or
    one of them is wrong; both at 10,000 or 100,000 stand for no price.
    """
    pairs: dict[object, list[Quote]] = defaultdict(list)
    for quote in quotes:
        pairs[_pair_key(quote)].append(quote)
    faults = {key: _fault(pair) for key, pair in pairs.items()}
    taken = [quote for quote in quotes if faults[_pair_key(quote)] is None]
    refused = [
        (quote, reason) for quote in quotes if (reason := faults[_pair_key(quote)]) is not None
    ]
    return taken, refused


def _pair_key(quote: Quote) -> object:
    """The same for the two sides of one market at one book and time."""
    return (
        quote.book,
        quote.market,
        quote.period,
        quote.team,
        quote.subject,
        quote.phase,
        quote.observed_at,
        quote.home_line,
    )


def _fault(pair: Sequence[Quote]) -> str | None:
    if len(pair) != 2 or pair[0].phase is Phase.LIVE or pair[0].side == pair[1].side:
        return None
    prices = [quote.price for quote in pair]
    if all(abs(price) in SENTINELS for price in prices):
        return f"{_show(prices)} stands for no price"
    total = booksum(prices)
    if LOWEST <= total <= HIGHEST:
        return None
    return f"the implied probabilities of {_show(prices)} add up to {total:.3f}"


def _show(prices: Sequence[int]) -> str:
    return " and ".join(f"{price:+d}" for price in prices)
