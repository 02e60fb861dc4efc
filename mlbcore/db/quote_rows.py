"""Quotes as rows of small numbers, and back."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Final, TypeAlias

from mlbcore.db.codes import Codes
from mlbcore.models import Quote

GameQuote: TypeAlias = tuple[int, Quote]

# (game, book, market, side, rung, phase, observed_at, tick, price, line, status): an opener has no
# instant, what has no line has line 0.
QuoteRow: TypeAlias = tuple[int, int, int, int, int, int, dt.datetime | None, int, int, int, int]
SERIES: Final = 6  # so many columns name the series
OBSERVED_AT: Final = 6
TICK: Final = 7
SHOWN: Final = 8  # price, line and status are from here on

NO_OTHER: Mapping[str, str] = {}

_blank = object.__new__
_set_book = Quote.__dict__["book"].__set__
_set_market = Quote.__dict__["market"].__set__
_set_side = Quote.__dict__["side"].__set__
_set_price = Quote.__dict__["price"].__set__
_set_line = Quote.__dict__["line"].__set__
_set_phase = Quote.__dict__["phase"].__set__
_set_observed_at = Quote.__dict__["observed_at"].__set__
_set_period = Quote.__dict__["period"].__set__
_set_team = Quote.__dict__["team"].__set__
_set_status = Quote.__dict__["status"].__set__
_set_subject = Quote.__dict__["subject"].__set__


class QuoteRows:
    """Translates with the codes of one database."""

    def __init__(self, codes: Codes) -> None:
        self.codes = codes

    def encode(
        self, quotes: Sequence[GameQuote], books: Mapping[str, str] = NO_OTHER
    ) -> list[QuoteRow]:
        """The rows, in order; what differs at one instant of a series is numbered by ``tick``.

        ``books`` has the code of each book that the quotes call by another name.
        """
        with uncollected():
            rows = self._encoded(quotes, books)
            return rows if len({row[:TICK] for row in rows}) == len(rows) else _numbered(rows)

    def _encoded(self, quotes: Sequence[GameQuote], books: Mapping[str, str]) -> list[QuoteRow]:
        self.codes.books({books.get(quote.book, quote.book) for _, quote in quotes})
        known: dict[tuple[str | None, ...], tuple[int, int, int, int, int, bool]] = {}
        rows: list[QuoteRow] = []
        for game, quote in quotes:
            words = (
                quote.book,
                quote.market,
                quote.period,
                quote.team,
                quote.side,
                quote.phase,
                quote.status,
                quote.subject,
            )
            if words not in known:
                known[words] = self._numbers(quote, books.get(quote.book, quote.book))
            book, market, side, phase, status, is_alternate = known[words]
            line = 0 if quote.line is None else int(quote.line * 4)
            rung = line if is_alternate else 0
            series = (game, book, market, side, rung, phase)
            rows.append((*series, quote.observed_at, 0, quote.price, line, status))
        return rows

    def _numbers(self, quote: Quote, code: str) -> tuple[int, int, int, int, int, bool]:
        codes = self.codes
        return (
            codes.books([code])[code],
            codes.market((quote.market, quote.period, quote.team, quote.subject)),
            codes.sides[quote.side],
            codes.phases[quote.phase],
            codes.statuses[quote.status],
            quote.market.is_alternate,
        )

    def decode(self, rows: Iterable[Sequence[Any]]) -> Iterator[GameQuote]:
        """Quotes of (game, book, market, side, price, line, phase, observed_at, status).

        They were checked before they were stored. Checking them again would take five times as
        long as reading them, so the slots are filled without it.
        """
        codes = self.codes
        books, markets, sides = codes.book_of(), codes.market_of, codes.side_of
        phases, statuses = codes.phase_of, codes.status_of
        lines: dict[int, Decimal] = Quarters()
        answers = {id for id, side in sides.items() if not side.has_line}
        for game, book, market, side, price, line, phase, observed_at, status in rows:
            quote = _blank(Quote)
            its_market, period, team, subject = markets[market]
            _set_book(quote, books[book])
            _set_market(quote, its_market)
            _set_side(quote, sides[side])
            _set_price(quote, price)
            has_line = its_market.has_line and side not in answers
            _set_line(quote, lines[line] if has_line else None)
            _set_phase(quote, phases[phase])
            _set_observed_at(quote, observed_at)
            _set_period(quote, period)
            _set_team(quote, team)
            _set_status(quote, statuses[status])
            _set_subject(quote, subject)
            yield game, quote


def _numbered(rows: Sequence[QuoteRow]) -> list[QuoteRow]:
    """Each row with its place among those of its instant; what says the same again is left out."""
    numbered: list[QuoteRow] = []
    last: dict[tuple[object, ...], QuoteRow] = {}
    for row in rows:
        before = last.get(row[:TICK])
        if before is None or before[SHOWN:] != row[SHOWN:]:
            tick = 0 if before is None else before[TICK] + 1
            last[row[:TICK]] = (*row[:TICK], tick, *row[SHOWN:])
            numbered.append(last[row[:TICK]])
    return numbered


@contextmanager
def uncollected() -> Iterator[None]:
    """Without passes of the cyclic collector.

    Each would walk all rows made so far, none of which it could free.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


class Quarters(dict[int, Decimal]):
    """Quarter runs as runs, each made once."""

    def __missing__(self, quarters: int) -> Decimal:
        return self.setdefault(quarters, Decimal(quarters) / 4)
