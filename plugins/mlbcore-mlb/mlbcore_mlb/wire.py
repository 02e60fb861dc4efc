"""The schedule as it comes, only what is read."""

from __future__ import annotations

import datetime as dt

import msgspec


class TeamRef(msgspec.Struct):
    id: int


class TeamSide(msgspec.Struct):
    team: TeamRef
    score: int | None = None


class Teams(msgspec.Struct):
    away: TeamSide
    home: TeamSide


class GameState(msgspec.Struct):
    """Postponed games say "Final" in abstractGameState, which is therefore not read."""

    codedGameState: str = ""  # noqa: N815  (MLB's own names)
    statusCode: str = ""  # noqa: N815
    detailedState: str = ""  # noqa: N815
    startTimeTBD: bool = False  # noqa: N815


class VenueRef(msgspec.Struct):
    name: str | None = None


class ScheduledGame(msgspec.Struct):
    gamePk: int  # noqa: N815
    gameDate: dt.datetime  # noqa: N815
    status: GameState
    teams: Teams
    gameNumber: int = 1  # noqa: N815
    venue: VenueRef | None = None


class ScheduledGameId(msgspec.Struct):
    """What is left of a game that cannot be read."""

    gamePk: int  # noqa: N815


class ScheduleDate(msgspec.Struct):
    date: dt.date
    games: list[msgspec.Raw]


class ScheduleBody(msgspec.Struct):
    dates: list[ScheduleDate]
