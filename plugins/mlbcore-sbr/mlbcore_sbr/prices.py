"""Lines as quotes: what is a price, of which side, and with which line."""

from __future__ import annotations

import datetime as dt
from operator import attrgetter

from attrs import frozen

from mlbcore import Market, Phase, Quote, RecordError, Refusal, Side
from mlbcore_sbr.wire import Line

FIELDS = {
    Market.MONEYLINE: (
        (Side.AWAY, attrgetter("awayOdds"), None),
        (Side.HOME, attrgetter("homeOdds"), None),
    ),
    Market.RUN_LINE: (
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
    """What a line is of: a game, a book and a market, and where in the game's life it stands."""

    external_id: str
    book: str
    market: Market
    phase: Phase
    observed_at: dt.datetime | None = None

    def quotes(self, line: Line) -> list[Quote | Refusal]:
        """A quote for each side that has a price; the page's zero is none."""
        found: list[Quote | Refusal] = []
        for side, price_of, line_of in FIELDS[self.market]:
            price = price_of(line)
            if price is None or price == 0:
                continue
            try:
                found.append(self._quote(side, price, line_of and line_of(line)))
            except RecordError as error:
                found.append(self._refusal(side, str(error)))
        return self._answered(found)

    def _quote(self, side: Side, price: int, line: object) -> Quote:
        return Quote(
            book=self.book,
            market=self.market,
            side=side,
            price=price,
            line=line,
            phase=self.phase,
            observed_at=self.observed_at,
        )

    def _answered(self, found: list[Quote | Refusal]) -> list[Quote | Refusal]:
        """Both sides or neither: the lines of one market answer each other."""
        if self.market is not Market.RUN_LINE:
            return found
        lines = {quote.side: quote.line for quote in found if isinstance(quote, Quote)}
        away, home = lines.get(Side.AWAY), lines.get(Side.HOME)
        if away is None or home is None or away == -home:
            return found
        reason = f"the lines {away:+} and {home:+} do not answer each other"
        return [self._refusal(side, reason) for side in (Side.AWAY, Side.HOME)]

    def _refusal(self, side: Side, reason: str) -> Refusal:
        record = f"{self.book} {self.market} {side} {self.phase}"
        return Refusal(external_id=self.external_id, record=record, reason=reason)
