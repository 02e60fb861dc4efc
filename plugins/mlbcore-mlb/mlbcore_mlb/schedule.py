"""The schedule of a date: which games there are, when, and how they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

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
from mlbcore_mlb.wire import ScheduleBody, ScheduledGame, TeamSide

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
SCORED = (GameStatus.LIVE, GameStatus.FINAL, GameStatus.SUSPENDED, GameStatus.DELAYED)

BODY = msgspec.json.Decoder(ScheduleBody)
GAME = msgspec.json.Decoder(ScheduledGame)


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
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise DataError(f"this is no MLB schedule: {error}") from error
        for day in body.dates:
            for place, raw in enumerate(day.games):
                yield from _game(day.date, place, raw)


def _game(date: dt.date, place: int, raw: msgspec.Raw) -> Iterable[Listing | Refusal]:
    try:
        game = GAME.decode(raw)
        return _records(date, game)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, RecordError) as error:
        where = f"game {place + 1} of {date}"
        return (Refusal(external_id="?", record=where, reason=str(error)),)


def _records(date: dt.date, game: ScheduledGame) -> list[Listing | Refusal]:
    status = _status(game)
    away, home = _score(game.teams.away, status), _score(game.teams.home, status)
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
        status=status,
        venue=game.venue.name if game.venue else None,
        away_score=away,
        home_score=home,
    )
    if status is not None:
        return [listing]
    state = f"{game.status.codedGameState} {game.status.detailedState}".strip()
    reason = f"status {state!r} is not known"
    return [listing, Refusal(external_id=listing.external_id, record="status", reason=reason)]


def _status(game: ScheduledGame) -> GameStatus | None:
    status = STATUSES.get(game.status.codedGameState)
    started_or_waiting = status in (GameStatus.SCHEDULED, GameStatus.LIVE)
    if started_or_waiting and game.status.detailedState.startswith("Delayed"):
        return GameStatus.DELAYED
    return status


def _score(side: TeamSide, status: GameStatus | None) -> int | None:
    return side.score if status in SCORED else None
