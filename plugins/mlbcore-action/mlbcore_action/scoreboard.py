"""The public betting scoreboard of a date: prices by book, and the public's tickets and money."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

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
from mlbcore_action.asked_books import book_ids
from mlbcore_action.asking import BASE_URL, HEADERS, JSON
from mlbcore_action.flat import FlatOdds
from mlbcore_action.history import history_request
from mlbcore_action.markets import ShownMarkets
from mlbcore_action.refusals import Refusals
from mlbcore_action.wire import (
    NULL,
    UNREADABLE,
    ScoreboardBody,
    ScoreboardGame,
    ScoreboardGameId,
    ScoreBox,
)

PATH = "/web/v2/scoreboard/publicbetting/mlb"

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
BOXSCORE = msgspec.json.Decoder(ScoreBox | None)
GAME_ID = msgspec.json.Decoder(ScoreboardGameId)


class Scoreboard:
    """Reads either form of the page; each of its games leads to the history of its markets.

    ``books`` are the codes of those it is asked for, all where none is named.
    """

    source = "action"
    name = "public-betting"

    def __init__(self, books: tuple[str, ...] = ()) -> None:
        self.book_ids = book_ids(books)

    def requests(self, window: Window) -> Iterator[Request]:
        for date in window:
            params = {"bookIds": self.book_ids, "date": f"{date:%Y%m%d}", "periods": "event"}
            yield Request(
                base_url=BASE_URL,
                path=PATH,
                date=date,
                params=params,
                headers=HEADERS,
                expects=JSON,
            )

    def parse(self, payload: Payload) -> Iterator[Listing | Refusal | Request]:
        try:
            body = BODY.decode(payload.body)
        except UNREADABLE as error:
            raise DataError(f"this is no scoreboard: {error}") from error
        for raw in body.games:
            yield from _game(raw, payload)


def _game(raw: msgspec.Raw, payload: Payload) -> Iterator[Listing | Refusal | Request]:
    try:
        game = GAME.decode(raw)
        status = STATUSES.get(game.status or "")
        refusals = Refusals(str(game.id))
        form = FlatOdds if game.markets == NULL and game.odds != NULL else ShownMarkets
        prices = form(game, status, payload.fetched_at, refusals)
        listing = _listing(game, status, prices, refusals)
    except (*UNREADABLE, RecordError, OverflowError) as error:
        yield Refusal(external_id=_id(raw), record="game", reason=str(error))
        return
    yield listing
    if status is None:
        refusals.note("status", f"status {game.status!r} is not known")
    yield from refusals.noted
    yield history_request(game.id, payload.date)


def _listing(
    game: ScoreboardGame,
    status: GameStatus | None,
    prices: FlatOdds | ShownMarkets,
    refusals: Refusals,
) -> Listing:
    """The game by its ids: the order of its ``teams`` says nothing."""
    scored = partial(
        Listing,
        external_id=refusals.external_id,
        away=str(game.away_team_id),
        home=str(game.home_team_id),
        start=game.start_time,
        status=status,
        dates=(slate_date(game.start_time),),
        quotes=tuple(prices.quotes()),
        splits=tuple(prices.splits()),
    )
    if status is not GameStatus.FINAL:
        return scored()
    box = refusals.decoded(BOXSCORE, game.boxscore, "score") or ScoreBox()
    try:
        return scored(away_score=box.total_away_points, home_score=box.total_home_points)
    except RecordError as error:
        listing = scored()
        refusals.note("score", error)
        return listing


def _id(raw: msgspec.Raw) -> str:
    try:
        return str(GAME_ID.decode(raw).id)
    except UNREADABLE:
        return "?"
