"""One price a book and side, where several sources show the same book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from mlbcore.models import Quote, Seen

# Which source is believed where two saw a price at the same time; others come after these.
PRIORITY = ("mlb", "sbr", "action")
NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


def freshest(seen: Iterable[Seen]) -> list[Seen]:
    """Of each book, market, side and phase the price observed last, whichever source saw it.

    Of those observed at one time, the price of the source that comes first in ``PRIORITY``. The
    order in which they are given does not matter.
    """
    best: dict[tuple[object, ...], Seen] = {}
    for sight in sorted(seen, key=_rank):
        best[series(sight)] = sight
    return list(best.values())


def series(sight: Seen) -> tuple[object, ...]:
    """What a price is a price of: the same for all sources and times."""
    return (*market_of(sight), sight.quote.side)


def market_of(sight: Seen) -> tuple[object, ...]:
    """The same for both sides of one market at one book."""
    return (sight.quote.book, *offer_of(sight))


def offer_of(sight: Seen) -> tuple[object, ...]:
    """The same for both sides of one market at all books.

    Each alternate line is a market of its own, and so is each subject of a proposition.
    """
    quote = sight.quote
    rung = quote.home_line if quote.market.is_alternate else None
    market = (quote.market, quote.period, quote.team, quote.subject)
    return (sight.game, *market, quote.phase, rung)


def priority(source: str) -> int:
    """The place of a source among those that are believed, the first at 0."""
    return PRIORITY.index(source) if source in PRIORITY else len(PRIORITY)


def _rank(sight: Seen) -> tuple[object, ...]:
    quote: Quote = sight.quote
    line = quote.line if quote.line is not None else 0
    return (
        quote.observed_at or NEVER,
        -priority(sight.source),
        sight.recorded_at,
        sight.source,
        line,
        quote.price,
        quote.status,
    )
