"""The quality of a price, from rules; derived when it is read, never stored.

A price meets one rule each for:

* named: its game has MLB's id;
* paired: the same book shows the other side at the same line;
* fair: the implied probabilities of both sides add up to 0.98 to 1.15;
* fresh: we learned it within an hour of the market showing it, or it is an opener or a close.

All four are EXCELLENT, three HIGH, two MEDIUM, fewer LOW. What is not paired cannot be fair.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from mlbcore.analysis.sources import NEVER, market_of, series
from mlbcore.models import Game, Phase, Quality, Quote, Seen, Side
from mlbcore.odds import booksum

FRESH = dt.timedelta(hours=1)
LOWEST, HIGHEST = 0.98, 1.15
CLASSES = (Quality.LOW, Quality.LOW, Quality.MEDIUM, Quality.HIGH, Quality.EXCELLENT)
TIMELESS = (Phase.OPENER, Phase.CLOSE)


def quality(sight: Seen, other: Quote | None, *, named: bool) -> Quality:
    """The quality of a price whose book shows ``other`` for the other side, if anything."""
    paired = other is not None and _answers(sight.quote, other)
    fair = other is not None and paired and _is_fair(sight.quote, other)
    return CLASSES[sum((named, paired, fair, _is_fresh(sight)))]


def qualities(current: Sequence[Seen], *, named: bool) -> dict[Quote, Quality]:
    """The quality of each of the prices in force, one a book and side."""
    shown = {series(sight): sight.quote for sight in current}
    return {sight.quote: quality(sight, shown.get(_other(sight)), named=named) for sight in current}


def graded(history: Iterable[Seen], *, named: bool) -> Iterator[tuple[Seen, Quality]]:
    """Each price of a history in order of time with its quality, by what stood at its time.

    The other side is that of the same source: what it showed last, at that time or before.
    """
    shown: dict[tuple[object, ...], Quote] = {}
    for _, at_once in groupby(history, key=lambda sight: sight.quote.observed_at or NEVER):
        now = list(at_once)
        shown |= {(sight.source, *series(sight)): sight.quote for sight in now}
        for sight in now:
            other = shown.get((sight.source, *_other(sight)))
            yield sight, quality(sight, other, named=named)


def is_named(game: Game) -> bool:
    """Whether MLB has named the game."""
    return bool(game.ids.get("mlb"))


def _other(sight: Seen) -> tuple[object, ...]:
    return (*market_of(sight), sight.quote.side.other)


def _answers(quote: Quote, other: Quote) -> bool:
    return other.side is Side(quote.side).other and quote.home_line == other.home_line


def _is_fair(quote: Quote, other: Quote) -> bool:
    return LOWEST <= booksum([quote.price, other.price]) <= HIGHEST


def _is_fresh(sight: Seen) -> bool:
    quote = sight.quote
    if quote.phase in TIMELESS or quote.observed_at is None:
        return True
    return sight.recorded_at - quote.observed_at <= FRESH
