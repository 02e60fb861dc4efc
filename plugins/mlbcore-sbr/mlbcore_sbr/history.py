"""The line history of a game: every price of each book, with its time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from mlbcore import (
    DataError,
    Detail,
    Listing,
    Market,
    Payload,
    Quote,
    RecordError,
    Refusal,
    Request,
    Window,
)
from mlbcore_sbr.game import listing, phase_at
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
from mlbcore_sbr.wire import GameView, HistoryProps, HistoryView, PageData

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
        view, refused = model.gameView, list[Refusal]()
        books = model.oddsViews or ()
        quotes = [quote for raw in books for quote in _book(view, raw, refused)]
        try:
            yield listing(view, tuple(quotes))
        except RecordError as error:
            yield Refusal(external_id=str(view.gameId), record="game", reason=str(error))
            return
        yield from refused


def _book(game: GameView, raw: msgspec.Raw, refused: list[Refusal]) -> Iterator[Quote]:
    """One book's ticks, in the page's order: two may share a second."""
    id = str(game.gameId)
    try:
        view = VIEW.decode(raw)
    except UNREADABLE as error:
        refused.append(Refusal(external_id=id, record="a book's view", reason=str(error)))
        return
    if view is None:
        return
    for market, ticks in (
        (Market.MONEYLINE, view.moneyLineHistory),
        (Market.RUN_LINE, view.spreadHistory),
        (Market.TOTAL, view.totalHistory),
    ):
        for tick in ticks or ():
            try:
                shown_at = _instant(tick.oddsDate)
            except RecordError as error:
                record = f"{view.sportsbook} {market} tick"
                refused.append(Refusal(external_id=id, record=record, reason=str(error)))
                continue
            shown = Shown(id, market, phase_at(game, shown_at), shown_at)
            yield from shown.quotes(view.sportsbook, tick, refused)


def _instant(text: object) -> dt.datetime:
    try:
        instant = msgspec.convert(text, dt.datetime)
    except msgspec.ValidationError as error:
        raise RecordError(f"the time {text!r} of a price: {error}") from error
    if instant.utcoffset() is None:
        raise RecordError(f"the time {text!r} of a price has no time zone")
    return instant
