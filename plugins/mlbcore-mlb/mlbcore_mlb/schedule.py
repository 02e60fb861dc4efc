"""The schedule of a date: which games there are, when, and how they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from mlbcore import (
    Context,
    DataError,
    Detail,
    GameStatus,
    Listing,
    Payload,
    RecordError,
    Refusal,
    Request,
    Window,
)
from mlbcore_mlb.setting import (
    ALIKE,
    double_header,
    game_type,
    season,
    starting,
    unknown_condition,
    venue,
    weather,
)
from mlbcore_mlb.status import STATUSES, code, status_of
from mlbcore_mlb.wire import (
    DetailedGame,
    GameInfo,
    Linescore,
    ScheduleBody,
    ScheduledGame,
    ScheduledGameId,
    TeamSide,
    TeamStarting,
)

Found = Listing | Detail | Refusal | Request

BASE_URL = "https://statsapi.mlb.com"
PATH = "/api/v1/schedule"
HYDRATE = "venue,weather,linescore,probablePitcher"

FINAL = GameStatus.FINAL
PLACEHOLDER_HOURS, PLACEHOLDER_MINUTE = (7, 8), 33
SCORED = (GameStatus.LIVE, GameStatus.FINAL, GameStatus.SUSPENDED)

NO_SCORE, NO_INFO = Linescore(), GameInfo()

BODY = msgspec.json.Decoder(ScheduleBody)
DETAILED = msgspec.json.Decoder(DetailedGame)
GAME = msgspec.json.Decoder(ScheduledGame)
GAME_ID = msgspec.json.Decoder(ScheduledGameId)
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Schedule:
    source = "mlb"
    name = "schedule"

    def requests(self, window: Window) -> Iterator[Request]:
        for date in window:
            params = {"sportId": "1", "date": date.isoformat(), "hydrate": HYDRATE}
            yield Request(base_url=BASE_URL, path=PATH, date=date, params=params)

    def parse(self, payload: Payload) -> Iterator[Found]:
        try:
            body = BODY.decode(payload.body)
        except UNREADABLE as error:
            raise DataError(f"this is no MLB schedule: {error}") from error
        for day in body.dates:
            for place, raw in enumerate(day.games):
                yield from _game(day.date, place, raw)


def _game(date: dt.date, place: int, raw: msgspec.Raw) -> list[Found]:
    where = f"game {place + 1} of {date}"
    try:
        try:
            game = DETAILED.decode(raw)
        except UNREADABLE as error:
            # What else is said of a game may be unreadable; the game is listed all the same.
            plain = GAME.decode(raw)
            reason = Refusal(external_id=str(plain.gamePk), record="detail", reason=str(error))
            return [*_listed(date, plain, status_of(plain.status)), reason]
        state = status_of(game.status)
        return [*_listed(date, game, state), *_detail(date, game, state), *_feed(date, game, state)]
    except (*UNREADABLE, RecordError) as error:
        return [Refusal(external_id=_id(raw), record=where, reason=str(error))]


def _listed(
    date: dt.date, game: ScheduledGame | DetailedGame, state: GameStatus | None
) -> list[Found]:
    coded = STATUSES.get(code(game.status))  # a delayed game may have begun: its code says so
    away, home = _score(game.teams.away, coded), _score(game.teams.home, coded)
    if away is None or home is None:
        away = home = None
    listing = Listing(
        external_id=str(game.gamePk),
        away=str(game.teams.away.team.id),
        home=str(game.teams.home.team.id),
        dates=(date,),
        start=game.gameDate,
        start_tbd=game.status.startTimeTBD or _placeholder(game.gameDate),
        game_number=game.gameNumber,
        status=state,
        venue=game.venue.name if game.venue else None,
        away_score=away,
        home_score=home,
    )
    if state is not None:
        return [listing]
    said = f"{code(game.status)} {game.status.detailedState}".strip()
    reason = f"status {said!r} is not known"
    return [listing, Refusal(external_id=listing.external_id, record="status", reason=reason)]


def _detail(date: dt.date, game: DetailedGame, state: GameStatus | None) -> list[Found]:
    """What its official date says of it: on another date a game is listed as it then stood."""
    if game.officialDate not in (None, date):
        return []
    id = str(game.gamePk)
    try:
        away, home = game.teams.away.probablePitcher, game.teams.home.probablePitcher
        pitchers, starters = starting(away, home) if away or home else ((), ())
        detail = Detail(
            external_id=id,
            context=_context(game, state),
            venue=venue(game.venue),
            weather=weather(game.weather),
            pitchers=pitchers,
            starters=starters,
        )
    except RecordError as error:
        return [Refusal(external_id=id, record="detail", reason=str(error))]
    if condition := unknown_condition(game.weather):
        reason = f"condition {condition!r} is not known"
        return [detail, Refusal(external_id=id, record="weather", reason=reason)]
    return [detail] if detail.context or detail.venue or detail.weather or starters else []


def _context(game: DetailedGame, state: GameStatus | None) -> Context | None:
    if game.gameType is None or not game.season:
        return None
    score, info = game.linescore or NO_SCORE, game.gameInfo or NO_INFO
    return _kind(
        game.gameType,
        game.season,
        game.doubleHeader,
        game.seriesDescription,
        game.seriesGameNumber or None,  # an exhibition is number 0 of 0
        game.gamesInSeries or None,
        game.scheduledInnings,
        game.dayNight,
        game.ifNecessary,
        info.attendance,
        info.gameDurationMinutes,
        score.currentInning if state is FINAL else None,
    )


@lru_cache(ALIKE)
def _kind(
    letter: str,
    year: str,
    pairing: str,
    series: str | None,
    number: int | None,
    games: int | None,
    scheduled: int | None,
    day_night: str | None,
    if_necessary: str,
    attendance: int | None,
    minutes: int | None,
    innings: int | None,
) -> Context:
    return Context(
        game_type=game_type(letter),
        season=season(year),
        double_header=double_header(pairing),
        series_description=series,
        series_game_number=number,
        games_in_series=games,
        scheduled_innings=scheduled,
        day_night=day_night,
        if_necessary=if_necessary == "Y",
        attendance=attendance,
        duration_minutes=minutes,
        innings=innings,
    )


def _feed(date: dt.date, game: DetailedGame, state: GameStatus | None) -> list[Found]:
    if state in (GameStatus.POSTPONED, GameStatus.CANCELLED):
        return []
    path = f"/api/v1.1/game/{game.gamePk}/feed/live"
    return [Request(base_url=BASE_URL, path=path, date=date, collector="live-feed")]


def _placeholder(start: dt.datetime) -> bool:
    """3:33 in the morning, Eastern, is MLB's word for a start that is not known."""
    return start.minute == PLACEHOLDER_MINUTE and start.hour in PLACEHOLDER_HOURS


def _score(side: TeamSide | TeamStarting, state: GameStatus | None) -> int | None:
    return side.score if state in SCORED else None


def _id(raw: msgspec.Raw) -> str:
    try:
        return str(GAME_ID.decode(raw).gamePk)
    except UNREADABLE:
        return "?"
