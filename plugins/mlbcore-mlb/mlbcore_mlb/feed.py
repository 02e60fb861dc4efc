"""The live feed of a game: its weather, attendance and length, and who started it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from mlbcore import Context, DataError, Detail, GameStatus, Payload, RecordError, Refusal, Window
from mlbcore_mlb.setting import (
    double_header,
    game_type,
    season,
    starting,
    unknown_condition,
    venue,
    weather,
)
from mlbcore_mlb.status import status_of
from mlbcore_mlb.wire import BoxTeam, BoxTeams, FeedBody, GameInfo, Linescore, Person, Probable

FEED = msgspec.json.Decoder(FeedBody)
NOT_A_FEED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class LiveFeed:
    source = "mlb"
    name = "live-feed"

    def requests(self, window: Window) -> tuple[()]:
        """None: the schedule's page of a date leads to the feed of each game."""
        del window
        return ()

    def parse(self, payload: Payload) -> Iterator[Detail | Refusal]:
        try:
            body = FEED.decode(payload.body)
            detail = _detail(body)
        except (*NOT_A_FEED, RecordError) as error:
            raise DataError(f"this is no live feed: {error}") from error
        yield detail
        if condition := unknown_condition(body.gameData.weather):
            reason = f"condition {condition!r} is not known"
            yield Refusal(external_id=detail.external_id, record="weather", reason=reason)


def _detail(body: FeedBody) -> Detail:
    data = body.gameData
    probable = data.probablePitchers or Probable()
    teams = body.liveData.boxscore.teams if body.liveData.boxscore else BoxTeams()
    pitchers, starters = starting(
        _first(data.players, teams.away, probable.away),
        _first(data.players, teams.home, probable.home),
    )
    return Detail(
        external_id=str(body.gamePk),
        context=_context(body),
        venue=venue(data.venue),
        weather=weather(data.weather),
        pitchers=pitchers,
        starters=starters,
    )


def _first(players: dict[str, Person], team: BoxTeam, probable: Person | None) -> Person | None:
    """Who pitched first, or before the game who is going to."""
    if not team.pitchers or (probable and probable.id == team.pitchers[0]):
        return probable and players.get(f"ID{probable.id}", probable)
    return players.get(f"ID{team.pitchers[0]}")


def _context(body: FeedBody) -> Context | None:
    data, score = body.gameData, body.liveData.linescore or Linescore()
    if data.game.type is None or not data.game.season:
        return None
    info = data.gameInfo or GameInfo()
    over = status_of(data.status) is GameStatus.FINAL
    return Context(
        game_type=game_type(data.game.type),
        season=season(data.game.season),
        double_header=double_header(data.game.doubleHeader),
        scheduled_innings=score.scheduledInnings,
        day_night=data.datetime.dayNight if data.datetime else None,
        attendance=info.attendance,
        duration_minutes=info.gameDurationMinutes,
        innings=score.currentInning if over else None,
    )
