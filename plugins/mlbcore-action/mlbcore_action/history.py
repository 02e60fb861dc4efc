"""The history of one game's markets: each price at the time the source says it was shown."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from operator import attrgetter

import msgspec
from attrs import evolve, frozen

from mlbcore import (
    DataError,
    Detail,
    Payload,
    Phase,
    Quote,
    RecordError,
    Refusal,
    Request,
    Side,
    Window,
)
from mlbcore_action.asking import BASE_URL, HEADERS, JSON
from mlbcore_action.outcomes import Place, read_places
from mlbcore_action.refusals import Refusals
from mlbcore_action.standing import OPEN_BOOK, OPENER, line_status
from mlbcore_action.wire import UNREADABLE, OutcomeView, PastPrice

NAME = "market-history"
PATH = "/web/v2/markets/event/{}/history"
EVENT = re.compile(r"/markets/event/(\d+)/history")

BODY = msgspec.json.Decoder(dict[str, msgspec.Raw])
PAST = msgspec.json.Decoder(list[msgspec.Raw] | None)
PRICE = msgspec.json.Decoder(PastPrice)


def history_request(event: int, date: dt.date) -> Request:
    return Request(
        base_url=BASE_URL,
        path=PATH.format(event),
        date=date,
        headers=HEADERS,
        collector=NAME,
        expects=JSON,
    )


class MarketHistory:
    """Reads what the scoreboard leads to: it asks for nothing itself."""

    source = "action"
    name = NAME

    def requests(self, window: Window) -> Iterator[Request]:
        return iter(())

    def parse(self, payload: Payload) -> Iterator[Detail | Refusal]:
        event = EVENT.search(payload.url)
        if event is None:
            raise DataError(f"{payload.url} names no event")
        try:
            books = BODY.decode(payload.body)
        except UNREADABLE as error:
            raise DataError(f"this is no history: {error}") from error
        if books and not any(map(str.isdecimal, books)):
            raise DataError(f"this is no history: it has no book, but {', '.join(books)[:80]}")
        refusals = Refusals(event[1])
        places = read_places(msgspec.Raw(payload.body), {}, refusals)
        quotes = [
            quote
            for place, sides in places.items()
            for side, outcome in sides.items()
            for quote in Past(place, side, payload.fetched_at, refusals).quotes(outcome)
        ]
        yield Detail(external_id=event[1], quotes=tuple(quotes))
        yield from refusals.noted


@frozen
class Past:
    """One side of a market, and until when its prices can have been shown.

    When its game started the page does not say: a price is live where the source says so.
    """

    place: Place
    side: Side
    fetched_at: dt.datetime
    refusals: Refusals

    def quotes(self, outcome: OutcomeView) -> Iterator[Quote]:
        """The prices in order of time, and the first that is an opener as the opener too.

        The book Open shows nothing else: its first price is the opener.
        """
        is_open = self.place.book == OPEN_BOOK and not self.place.is_live
        is_opened = self.place.is_live
        for price in self._prices(outcome):
            try:
                quote = self._quote(price)
            except RecordError as error:
                self.refusals.note(self._record, error)
                continue
            if not is_open:
                yield quote
            if not is_opened and (is_open or price.line_status == OPENER):
                is_opened = True
                yield evolve(quote, phase=Phase.OPENER, observed_at=None)

    def _prices(self, outcome: OutcomeView) -> list[PastPrice]:
        raws = self.refusals.decoded(PAST, outcome.history, self._record) or ()
        prices = (self.refusals.decoded(PRICE, raw, self._record) for raw in raws)
        said = [price for price in prices if price is not None and price.odds not in (None, 0)]
        return sorted(said, key=attrgetter("updated_at"))

    def _quote(self, price: PastPrice) -> Quote:
        if price.updated_at > self.fetched_at:
            raise RecordError(f"shown at {price.updated_at}, after it was fetched")
        return Quote(
            book=self.place.book,
            market=self.place.market,
            side=self.side,
            price=price.odds,
            line=price.value if self.place.market.has_line else None,
            phase=Phase.LIVE if self.place.is_live else Phase.PREGAME,
            observed_at=price.updated_at,
            period=self.place.period,
            team=self.place.team,
            status=line_status(price.line_status),
        )

    @property
    def _record(self) -> str:
        return f"{self.place} {self.side} history"
