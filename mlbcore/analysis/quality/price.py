"""The quality of a price, from five rules.

It meets one each for:

* named: its game has MLB's id;
* paired: the same book shows the other side at the same line;
* fair: the implied probabilities of both sides add up to 0.98 to 1.15;
* fresh: we learned it within an hour of the market showing it, or it is an opener or a close;
* agrees: its fair probability is within five points of the median of the books at its line.

What is not paired cannot be fair. Only a price from before the first pitch is held to the others',
and only where four books or more, itself among them, show both sides; else it agrees.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from statistics import median

from mlbcore.analysis.quality.rules import Judgement, Rule, is_fresh
from mlbcore.analysis.sources import NEVER, market_of, offer_of, series
from mlbcore.models import Quality, Quote, Seen, is_bettable
from mlbcore.odds import american_to_decimal, booksum, devig

LOWEST, HIGHEST = 0.98, 1.15
APART = 0.05
ENOUGH_BOOKS = 4
ANY_SOURCE = ""

Key = tuple[object, ...]
Fair = tuple[Decimal | None, float]  # the line, and the fair probability of the side named first


def judge_price(sight: Seen, other: Quote | None, *, named: bool, apart: bool = False) -> Judgement:
    """A price whose book shows ``other`` for the other side, if anything.

    ``apart`` says that other books contradict it.
    """
    quote = sight.quote
    paired = other is not None and _answers(quote, other)
    return Judgement(
        {
            Rule.NAMED: named,
            Rule.PAIRED: paired,
            Rule.FAIR: other is not None and paired and _is_fair(quote, other),
            Rule.FRESH: is_fresh(quote.phase, quote.observed_at, sight.recorded_at),
            Rule.AGREES: not apart,
        }
    )


def current_prices(current: Sequence[Seen], *, named: bool) -> list[tuple[Seen, Judgement]]:
    """The prices in force of a game, each with its judgement; of a book, the latest is compared."""
    shown = Showing()
    shown.add(sorted(current, key=lambda sight: sight.quote.observed_at or NEVER))
    return [(sight, shown.judge(sight, named=named)) for sight in current]


def qualities(current: Sequence[Seen], *, named: bool) -> dict[Quote, Quality]:
    """The quality of each of the prices in force, one a book and side."""
    return {
        sight.quote: judgement.quality for sight, judgement in current_prices(current, named=named)
    }


def price_history(history: Iterable[Seen], *, named: bool) -> Iterator[tuple[Seen, Judgement]]:
    """Each price of a game's history, in order of time, judged by what stood at its time."""
    shown = Showing()
    for _, at_once in groupby(history, key=lambda sight: sight.quote.observed_at or NEVER):
        now = list(at_once)
        shown.add(now)
        for sight in now:
            yield sight, shown.judge(sight, named=named)


class Showing:
    """What the books show of a game at one time."""

    def __init__(self) -> None:
        self.quotes: dict[Key, Quote] = {}
        self.fair: defaultdict[Key, dict[str, Fair]] = defaultdict(dict)

    def add(self, sights: Sequence[Seen]) -> None:
        """Take in what is shown now, beside what still stands."""
        for sight in sights:
            self.quotes[ANY_SOURCE, *series(sight)] = sight.quote
            self.quotes[sight.source, *series(sight)] = sight.quote
        for sight in sights:
            self._compare(sight)

    def judge(self, sight: Seen, *, named: bool) -> Judgement:
        other = self._other(sight)
        apart = self._is_apart(sight, _fair(sight.quote, other))
        return judge_price(sight, other, named=named, apart=apart)

    def _other(self, sight: Seen) -> Quote | None:
        """The other side as the same source shows it, or else as another does."""
        key = (*market_of(sight), sight.quote.side.other)
        return self.quotes.get((sight.source, *key)) or self.quotes.get((ANY_SOURCE, *key))

    def _compare(self, sight: Seen) -> None:
        """Keep what a book shows for others to be compared with."""
        quote, books = sight.quote, self.fair[offer_of(sight)]
        fair = _fair(quote, self._other(sight))
        if fair is None:
            books.pop(quote.book, None)
        elif is_bettable(quote.book):
            books[quote.book] = quote.home_line, fair

    def _is_apart(self, sight: Seen, own: float | None) -> bool:
        quote = sight.quote
        if own is None:
            return False
        books = self.fair[offer_of(sight)].items()
        peers = [p for book, (line, p) in books if line == quote.home_line and book != quote.book]
        peers += [own] * is_bettable(quote.book)
        return len(peers) >= ENOUGH_BOOKS and abs(own - median(peers)) > APART


def _answers(quote: Quote, other: Quote) -> bool:
    return other.side is quote.side.other and quote.home_line == other.home_line


def _is_fair(quote: Quote, other: Quote) -> bool:
    return LOWEST <= booksum([quote.price, other.price]) <= HIGHEST


def _fair(quote: Quote, other: Quote | None) -> float | None:
    """The fair probability of the side whose name comes first; None where nothing compares."""
    if other is None or not _answers(quote, other) or not quote.phase.is_before_play:
        return None
    first, second = sorted((quote, other), key=lambda one: one.side)
    return devig([american_to_decimal(first.price), american_to_decimal(second.price)])[0]
