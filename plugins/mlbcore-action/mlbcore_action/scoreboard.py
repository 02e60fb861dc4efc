"""The public betting scoreboard of a date: prices by book, and the public's tickets and money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec
from attrs import evolve

from mlbcore import (
    DataError,
    GameStatus,
    Listing,
    Payload,
    RecordError,
    Refusal,
    Request,
    Window,
    slate_date,
)
from mlbcore_action.markets import UNREADABLE, ShownMarkets
from mlbcore_action.wire import ScoreboardBody, ScoreboardGame, ScoreboardGameId

BASE_URL = "https://api.actionnetwork.com"
PATH = "/web/v2/scoreboard/publicbetting/mlb"
BOOK_IDS = "15,30,68,69,71,75,79,123,247,972,2988"
# Without what a browser sends the answer is 403.
HEADERS = {
    "Accept": "application/json",
    "Origin": "https://www.actionnetwork.com",
    "Referer": "https://www.actionnetwork.com/",
    "User-Agent": "Mozilla/5.0 (compatible; mlbcore/0.1)",
}

STATUSES = {
    "scheduled": GameStatus.SCHEDULED,
    "inprogress": GameStatus.LIVE,
    "complete": GameStatus.FINAL,
    "postponed": GameStatus.POSTPONED,
    "weatherdelay": GameStatus.DELAYED,
    "suspended": GameStatus.SUSPENDED,
    "cancelled": GameStatus.CANCELLED,
    "canceled": GameStatus.CANCELLED,
}

BODY = msgspec.json.Decoder(ScoreboardBody)
GAME = msgspec.json.Decoder(ScoreboardGame)
GAME_ID = msgspec.json.Decoder(ScoreboardGameId)


class Scoreboard:
    source = "action"
    name = "public-betting"

    def requests(self, window: Window) -> Iterator[Request]:
        for date in window:
            params = {"bookIds": BOOK_IDS, "date": f"{date:%Y%m%d}", "periods": "event"}
            yield Request(base_url=BASE_URL, path=PATH, date=date, params=params, headers=HEADERS)

    def parse(self, payload: Payload) -> Iterator[Listing | Refusal]:
        try:
            body = BODY.decode(payload.body)
        except UNREADABLE as error:
            raise DataError(f"this is no scoreboard: {error}") from error
        for raw in body.games:
            yield from _game(raw, payload.fetched_at)


def _game(raw: msgspec.Raw, fetched_at: dt.datetime) -> Iterator[Listing | Refusal]:
    try:
        game = GAME.decode(raw)
        status = STATUSES.get(game.status or "")
        listing = _listing(game, status)
    except (*UNREADABLE, RecordError) as error:
        yield Refusal(external_id=_id(raw), record="game", reason=str(error))
        return
    markets = ShownMarkets(game, status, fetched_at)
    yield evolve(listing, quotes=tuple(markets.quotes()), splits=tuple(markets.splits()))
    yield from markets.refusals
    if status is None:
        reason = f"status {game.status!r} is not known"
        yield Refusal(external_id=listing.external_id, record="status", reason=reason)


def _listing(game: ScoreboardGame, status: GameStatus | None) -> Listing:
    """The game by its ids: the order of its ``teams`` says nothing."""
    listing = Listing(
        external_id=str(game.id),
        away=str(game.away_team_id),
        home=str(game.home_team_id),
        start=game.start_time,
        status=status,
    )
    return evolve(listing, dates=(slate_date(game.start_time),))


def _id(raw: msgspec.Raw) -> str:
    try:
        return str(GAME_ID.decode(raw).id)
    except UNREADABLE:
        return "?"
