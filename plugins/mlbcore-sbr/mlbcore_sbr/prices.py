"""Lines as quotes: what is a price, of which side, and with which line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter

from attrs import frozen

from mlbcore import (
    Market,
    Phase,
    Quote,
    RecordError,
    Refusal,
    Side,
    american_price,
    runs,
)
from mlbcore_sbr.wire import Line

OPENER, RUN_LINE = Phase.OPENER, Market.RUN_LINE
FIELDS = {
    Market.MONEYLINE: (
        (Side.AWAY, attrgetter("awayOdds"), None),
        (Side.HOME, attrgetter("homeOdds"), None),
    ),
    RUN_LINE: (
        (Side.AWAY, attrgetter("awayOdds"), attrgetter("awaySpread")),
        (Side.HOME, attrgetter("homeOdds"), attrgetter("homeSpread")),
    ),
    Market.TOTAL: (
        (Side.OVER, attrgetter("overOdds"), attrgetter("total")),
        (Side.UNDER, attrgetter("underOdds"), attrgetter("total")),
    ),
}


@frozen
class Shown:
    """What prices are of: a game and a market, and where in the game's life they stand."""

    external_id: str
    market: Market
    phase: Phase
    observed_at: dt.datetime | None = None

    def quotes(self, book: str, line: Line, refused: list[Refusal]) -> list[Quote]:
        """A quote for each side that has a price; the page's zero is none."""
        found: list[Quote] = []
        for side, price_of, line_of in FIELDS[self.market]:
            price = price_of(line)
            if price is None or price == 0:
                continue
            try:
                found.append(self._quote(book, side, price, line_of and line_of(line)))
            except RecordError as error:
                refused.append(self._refusal(book, side, str(error)))
        if self.market is not RUN_LINE or _answer(found):
            return found
        reason = f"the lines {found[0].line:+} and {found[1].line:+} do not answer each other"
        refused += [self._refusal(book, quote.side, reason) for quote in found]
        return []

    def _quote(self, book: str, side: Side, price: object, line: object) -> Quote:
        if self.phase is OPENER:
            return _opener(book, self.market, side, american_price(price), runs(line))
        return Quote(
            book=book,
            market=self.market,
            side=side,
            price=price,
            line=line,
            phase=self.phase,
            observed_at=self.observed_at,
        )

    def _refusal(self, book: str, side: Side, reason: str) -> Refusal:
        record = f"{book} {self.market} {side} {self.phase}"
        return Refusal(external_id=self.external_id, record=record, reason=reason)


@lru_cache(maxsize=4096)
def _opener(book: str, market: Market, side: Side, price: int, line: Decimal | None) -> Quote:
    """Openers have no time: a book shows few of them, again and again."""
    return Quote(book=book, market=market, side=side, price=price, line=line, phase=OPENER)


def _answer(found: Sequence[Quote]) -> bool:
    """Whether both sides, as far as they are there, have one line as the home side has it."""
    return len({quote.home_line for quote in found}) < 2
