"""The schedule and the live feed as they come, only what is read."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import msgspec

# What is alike in many games is kept from page to page: a long text would stay in memory.
Name = Annotated[str, msgspec.Meta(max_length=200)]


class Location(msgspec.Struct, frozen=True):
    city: Name | None = None
    state: Name | None = None
    country: Name | None = None


class Zone(msgspec.Struct, frozen=True):
    id: Name | None = None


class Field(msgspec.Struct, frozen=True):
    capacity: int | None = None
    turfType: Name | None = None  # noqa: N815  (MLB's own names)
    roofType: Name | None = None  # noqa: N815


class Park(msgspec.Struct, frozen=True):
    id: int | None = None
    name: Name | None = None
    location: Location | None = None
    timeZone: Zone | None = None  # noqa: N815
    fieldInfo: Field | None = None  # noqa: N815


class Hand(msgspec.Struct):
    code: str | None = None


class Person(msgspec.Struct):
    id: int
    fullName: str = ""  # noqa: N815
    pitchHand: Hand | None = None  # noqa: N815


class Sky(msgspec.Struct):
    """Numbers are in words: "69", "8 mph, Out To CF"."""

    condition: str = ""
    temp: str = ""
    wind: str = ""


class Linescore(msgspec.Struct):
    currentInning: int | None = None  # noqa: N815
    scheduledInnings: int | None = None  # noqa: N815


class GameInfo(msgspec.Struct):
    attendance: int | None = None
    gameDurationMinutes: int | None = None  # noqa: N815


class TeamRef(msgspec.Struct):
    id: int


class TeamSide(msgspec.Struct):
    team: TeamRef
    score: int | None = None


class TeamStarting(TeamSide):
    probablePitcher: Person | None = None  # noqa: N815


class Teams(msgspec.Struct):
    away: TeamSide
    home: TeamSide


class TeamsStarting(msgspec.Struct):
    away: TeamStarting
    home: TeamStarting


class GameState(msgspec.Struct):
    """Postponed games say "Final" in abstractGameState, which is therefore not read."""

    codedGameState: str = ""  # noqa: N815
    statusCode: str = ""  # noqa: N815
    detailedState: str = ""  # noqa: N815
    startTimeTBD: bool = False  # noqa: N815


class VenueRef(msgspec.Struct):
    name: str | None = None


class ScheduledGame(msgspec.Struct):
    """What a game is listed with."""

    gamePk: int  # noqa: N815
    gameDate: dt.datetime  # noqa: N815
    status: GameState
    teams: Teams
    gameNumber: int = 1  # noqa: N815
    venue: VenueRef | None = None


class DetailedGame(msgspec.Struct):
    """What a game is listed with and all else that is said of it, where it is."""

    gamePk: int  # noqa: N815
    gameDate: dt.datetime  # noqa: N815
    status: GameState
    teams: TeamsStarting
    officialDate: dt.date | None = None  # noqa: N815
    gameNumber: int = 1  # noqa: N815
    venue: Park | None = None
    gameType: Name | None = None  # noqa: N815
    season: Name = ""
    doubleHeader: Name = "N"  # noqa: N815
    seriesDescription: Name | None = None  # noqa: N815
    seriesGameNumber: int | None = None  # noqa: N815
    gamesInSeries: int | None = None  # noqa: N815
    scheduledInnings: int | None = None  # noqa: N815
    dayNight: Name | None = None  # noqa: N815
    ifNecessary: Name = "N"  # noqa: N815
    weather: Sky | None = None
    linescore: Linescore | None = None
    gameInfo: GameInfo | None = None  # noqa: N815


class ScheduledGameId(msgspec.Struct):
    """What is left of a game that cannot be read."""

    gamePk: int  # noqa: N815


class FeedGame(msgspec.Struct):
    type: str | None = None
    season: str = ""
    doubleHeader: str = "N"  # noqa: N815


class FeedTime(msgspec.Struct):
    dayNight: str | None = None  # noqa: N815


class Probable(msgspec.Struct):
    away: Person | None = None
    home: Person | None = None


class FeedData(msgspec.Struct):
    game: FeedGame
    status: GameState
    datetime: FeedTime | None = None
    venue: Park | None = None
    weather: Sky | None = None
    gameInfo: GameInfo | None = None  # noqa: N815
    probablePitchers: Probable | None = None  # noqa: N815
    players: dict[str, Person] = {}


class BoxTeam(msgspec.Struct):
    pitchers: list[int] = []


class BoxTeams(msgspec.Struct):
    away: BoxTeam = msgspec.field(default_factory=BoxTeam)
    home: BoxTeam = msgspec.field(default_factory=BoxTeam)


class Boxscore(msgspec.Struct):
    teams: BoxTeams


class LiveData(msgspec.Struct):
    linescore: Linescore | None = None
    boxscore: Boxscore | None = None


class FeedBody(msgspec.Struct):
    gamePk: int  # noqa: N815
    gameData: FeedData  # noqa: N815
    liveData: LiveData  # noqa: N815


class ScheduleDate(msgspec.Struct):
    date: dt.date
    games: list[msgspec.Raw]


class ScheduleBody(msgspec.Struct):
    dates: list[ScheduleDate]
