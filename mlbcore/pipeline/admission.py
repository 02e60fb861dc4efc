"""Which prices are taken: a pair that no book could have offered is refused, with the reason."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from mlbcore.analysis.price_quality import HIGHEST, LOWEST
from mlbcore.models import Phase, Quote
from mlbcore.odds import booksum

SENTINELS = frozenset({10_000, 100_000})


def admit(quotes: Sequence[Quote]) -> tuple[list[Quote], list[tuple[Quote, str]]]:
    """The quotes that are taken, and the others with why.

    Two sides of a pre-game market answer each other. Their booksum is between 0.98 and 1.15, or
    one of them is wrong; both at 10,000 or 100,000 stand for no price.
    """
    pairs: dict[object, list[Quote]] = defaultdict(list)
    turns: Counter[object] = Counter()
    keys = []
    for quote in quotes:
        key = _pair_key(quote)
        # Where an instant has several prices, the first of a side answers the first of the other.
        turns[key, quote.side] += 1
        keys.append((key, turns[key, quote.side]))
        pairs[keys[-1]].append(quote)
    faults = {key: _fault(pair) for key, pair in pairs.items()}
    judged = [(quote, faults[key]) for quote, key in zip(quotes, keys, strict=True)]
    taken = [quote for quote, reason in judged if reason is None]
    return taken, [(quote, reason) for quote, reason in judged if reason is not None]


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
