"""The money-line page of a date: each book's opening and current price of each game."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec
from attrs import evolve

from mlbcore import (
    DataError,
    GameStatus,
    Listing,
    Market,
    Payload,
    Phase,
    Quote,
    RecordError,
    Refusal,
    Request,
    Side,
    Window,
    slate_date,
)
from mlbcore_sbr.page import next_data
from mlbcore_sbr.wire import GameRow, GameRowId, GameView, Line, OddsView, PageData

BASE_URL = "https://www.sportsbookreview.com"
PATH = "/betting-odds/mlb-baseball/money-line/full-game/"
ODDS_TYPE = "money-line"

STATUSES = {"1": GameStatus.FINAL, "6": GameStatus.SCHEDULED}

PAGE = msgspec.json.Decoder(PageData)
ROW = msgspec.json.Decoder(GameRow)
ROW_ID = msgspec.json.Decoder(GameRowId)
VIEW = msgspec.json.Decoder(OddsView | None)
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class MoneylinePage:
    source = "sbr"
    name = "money-line"

    def requests(self, window: Window) -> Iterator[Request]:
        for date in window:
            params = {"date": date.isoformat()}
            yield Request(base_url=BASE_URL, path=PATH, date=date, params=params)

    def parse(self, payload: Payload) -> Iterator[Listing | Refusal]:
        try:
            page = PAGE.decode(next_data(payload.body))
        except UNREADABLE as error:
            raise DataError(f"the data of the page cannot be read: {error}") from error
        if page.query.oddsType not in (None, ODDS_TYPE):
            raise DataError(f"the page shows {page.query.oddsType}, not {ODDS_TYPE}")
        rows = (row for t in page.props.pageProps.oddsTables for row in t.oddsTableModel.gameRows)
        for raw in dict.fromkeys(map(bytes, rows)):
            yield from _game(raw, payload.fetched_at)


def _game(raw: bytes, fetched_at: dt.datetime) -> Iterator[Listing | Refusal]:
    try:
        row = ROW.decode(raw)
        listing = _listing(row.gameView)
    except (*UNREADABLE, RecordError) as error:
        yield Refusal(external_id=_id(raw), record="game", reason=str(error))
        return
    found = [item for view in row.oddsViews or () for item in _view(listing, view, fetched_at)]
    yield evolve(listing, quotes=tuple(item for item in found if isinstance(item, Quote)))
    yield from (item for item in found if isinstance(item, Refusal))


def _listing(view: GameView) -> Listing:
    """The game; its scores are not taken, since the page counts some innings twice."""
    listing = Listing(
        external_id=str(view.gameId),
        away=view.awayTeam.shortName,
        home=view.homeTeam.shortName,
        start=view.startDate,
        status=STATUSES.get(view.status or ""),
        venue=view.venueName,
    )
    return evolve(listing, dates=(slate_date(view.startDate),))


def _id(raw: bytes) -> str:
    try:
        return str(ROW_ID.decode(raw).gameView.gameId)
    except UNREADABLE:
        return "?"


def _view(listing: Listing, raw: msgspec.Raw, fetched_at: dt.datetime) -> Iterator[Quote | Refusal]:
    """One book's opening and current prices; a book that shows none is null on the page."""
    try:
        view = VIEW.decode(raw)
    except UNREADABLE as error:
        yield Refusal(external_id=listing.external_id, record="a book's view", reason=str(error))
        return
    if view is None:
        return
    phase, observed_at = _now(listing, fetched_at)
    yield from _line(listing, view.sportsbook, view.openingLine, Phase.OPENER, None)
    yield from _line(listing, view.sportsbook, view.currentLine, phase, observed_at)


def _line(
    listing: Listing, book: str, line: Line | None, phase: Phase, observed_at: dt.datetime | None
) -> Iterator[Quote | Refusal]:
    if line is None:
        return
    for side, price in ((Side.AWAY, line.awayOdds), (Side.HOME, line.homeOdds)):
        if price is None or price == 0:
            continue  # the page's zero is no price
        try:
            yield Quote(
                book=book,
                market=Market.MONEYLINE,
                side=side,
                price=price,
                phase=phase,
                observed_at=observed_at,
            )
        except RecordError as error:
            record = f"{book} {Market.MONEYLINE} {side} {phase}"
            yield Refusal(external_id=listing.external_id, record=record, reason=str(error))


def _now(listing: Listing, fetched_at: dt.datetime) -> tuple[Phase, dt.datetime]:
    """What a current price is, and when the market showed it: of a finished game, its close."""
    if listing.status is GameStatus.FINAL and listing.start is not None:
        return Phase.CLOSE, listing.start
    waiting = listing.status is GameStatus.SCHEDULED
    if waiting or listing.start is None or fetched_at < listing.start:
        return Phase.PREGAME, fetched_at
    return Phase.LIVE, fetched_at
