"""The line history of a game: every price of each book, with its time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec
from attrs import evolve

from mlbcore import (
    DataError,
    Detail,
    Listing,
    Market,
    Payload,
    Phase,
    Quote,
    RecordError,
    Refusal,
    Request,
    Window,
)
from mlbcore_sbr.game import listing
from mlbcore_sbr.page import (
    BASE_URL,
    MARK,
    ROOT,
    SCRIPT,
    UNREADABLE,
    page_data,
    page_props,
)
from mlbcore_sbr.prices import Shown
from mlbcore_sbr.table import table_detail
from mlbcore_sbr.wire import HistoryProps, HistoryView, Line, PageData

PAGE = msgspec.json.Decoder(PageData[HistoryProps])
VIEW = msgspec.json.Decoder(HistoryView | None)


class LineHistory:
    """Asked for by what the money-line page yields, never by date."""

    source = "sbr"
    name = "line-history"

    def requests(self, window: Window) -> tuple[Request, ...]:
        return ()

    @classmethod
    def request(cls, external_id: str, date: dt.date) -> Request:
        """What asks for the history of one game."""
        return Request(
            base_url=BASE_URL,
            path=f"{ROOT}/line-history/{external_id}/",
            date=date,
            collector=cls.name,
            mark=SCRIPT,
        )

    def parse(self, payload: Payload) -> Iterator[Listing | Detail | Refusal]:
        if MARK not in payload.body and not payload.body[:64].lstrip().startswith(b"{"):
            yield from table_detail(payload)
            return
        try:
            page = PAGE.decode(page_data(payload.body))
        except UNREADABLE as error:
            raise DataError(f"the data of the page cannot be read: {error}") from error
        model = page_props(page).lineHistoryModel.lineHistory
        view = model.gameView
        try:
            game = listing(view)
        except RecordError as error:
            yield Refusal(external_id=str(view.gameId), record="game", reason=str(error))
            return
        books = model.oddsViews or ()
        found = [item for raw in books for item in _book(game.external_id, view.startDate, raw)]
        yield evolve(game, quotes=tuple(item for item in found if isinstance(item, Quote)))
        yield from (item for item in found if isinstance(item, Refusal))


def _book(id: str, start: dt.datetime, raw: msgspec.Raw) -> Iterator[Quote | Refusal]:
    """One book's ticks, in the page's order: two may share a second."""
    try:
        view = VIEW.decode(raw)
    except UNREADABLE as error:
        yield Refusal(external_id=id, record="a book's view", reason=str(error))
        return
    if view is None:
        return
    for market, ticks in (
        (Market.MONEYLINE, view.moneyLineHistory),
        (Market.RUN_LINE, view.spreadHistory),
        (Market.TOTAL, view.totalHistory),
    ):
        for tick in ticks or ():
            yield from _tick(Shown(id, view.sportsbook, market, Phase.PREGAME), start, tick)


def _tick(shown: Shown, start: dt.datetime, tick: Line) -> Iterator[Quote | Refusal]:
    try:
        shown_at = _instant(tick.oddsDate)
    except RecordError as error:
        record = f"{shown.book} {shown.market} tick"
        yield Refusal(external_id=shown.external_id, record=record, reason=str(error))
        return
    phase = Phase.LIVE if shown_at > start else Phase.PREGAME
    yield from evolve(shown, phase=phase, observed_at=shown_at).quotes(tick)


def _instant(text: object) -> dt.datetime:
    try:
        instant = msgspec.convert(text, dt.datetime)
    except msgspec.ValidationError as error:
        raise RecordError(f"the time {text!r} of a price: {error}") from error
    if instant.utcoffset() is None:
        raise RecordError(f"the time {text!r} of a price has no time zone")
    return instant
