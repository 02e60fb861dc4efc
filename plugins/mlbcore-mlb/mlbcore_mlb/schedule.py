"""The schedule of a date: which games there are, when, and how they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

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
)
from mlbcore_mlb.wire import ScheduleBody, ScheduledGame, ScheduledGameId, TeamSide

BASE_URL = "https://statsapi.mlb.com"
PATH = "/api/v1/schedule"

STATUSES = {
    "S": GameStatus.SCHEDULED,
    "P": GameStatus.SCHEDULED,
    "I": GameStatus.LIVE,
    "M": GameStatus.LIVE,
    "N": GameStatus.LIVE,
    "F": GameStatus.FINAL,
    "O": GameStatus.FINAL,
    "Q": GameStatus.FINAL,
    "R": GameStatus.FINAL,
    "D": GameStatus.POSTPONED,
    "C": GameStatus.CANCELLED,
    "T": GameStatus.SUSPENDED,
    "U": GameStatus.SUSPENDED,
}
SCORED = (GameStatus.LIVE, GameStatus.FINAL, GameStatus.SUSPENDED)

BODY = msgspec.json.Decoder(ScheduleBody)
GAME = msgspec.json.Decoder(ScheduledGame)
GAME_ID = msgspec.json.Decoder(ScheduledGameId)
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Schedule:
    source = "mlb"
    name = "schedule"

    def requests(self, window: Window) -> Iterator[Request]:
        for date in window:
            params = {"sportId": "1", "date": date.isoformat()}
            yield Request(base_url=BASE_URL, path=PATH, date=date, params=params)

    def parse(self, payload: Payload) -> Iterator[Listing | Refusal]:
        try:
            body = BODY.decode(payload.body)
        except UNREADABLE as error:
            raise DataError(f"this is no MLB schedule: {error}") from error
        for day in body.dates:
            for place, raw in enumerate(day.games):
                yield from _game(day.date, place, raw)


def _game(date: dt.date, place: int, raw: msgspec.Raw) -> list[Listing | Refusal]:
    try:
        return _records(date, GAME.decode(raw))
    except (*UNREADABLE, RecordError) as error:
        where = f"game {place + 1} of {date}"
        return [Refusal(external_id=_id(raw), record=where, reason=str(error))]


def _records(date: dt.date, game: ScheduledGame) -> list[Listing | Refusal]:
    code = game.status.codedGameState or game.status.statusCode[:1]
    state = STATUSES.get(code)
    away, home = _score(game.teams.away, state), _score(game.teams.home, state)
    if away is None or home is None:
        away = home = None
    listing = Listing(
        external_id=str(game.gamePk),
        away=str(game.teams.away.team.id),
        home=str(game.teams.home.team.id),
        dates=(date,),
        start=game.gameDate,
        start_tbd=game.status.startTimeTBD,
        game_number=game.gameNumber,
        status=_status(state, game.status.detailedState),
        venue=game.venue.name if game.venue else None,
        away_score=away,
        home_score=home,
    )
    if state is not None:
        return [listing]
    reason = f"status {f'{code} {game.status.detailedState}'.strip()!r} is not known"
    return [listing, Refusal(external_id=listing.external_id, record="status", reason=reason)]


def _status(state: GameStatus | None, detailed: str) -> GameStatus | None:
    waits = state in (GameStatus.SCHEDULED, GameStatus.LIVE) and detailed.startswith("Delayed")
    return GameStatus.DELAYED if waits else state


def _score(side: TeamSide, state: GameStatus | None) -> int | None:
    return side.score if state in SCORED else None


def _id(raw: msgspec.Raw) -> str:
    try:
        return str(GAME_ID.decode(raw).gamePk)
    except UNREADABLE:
        return "?"
