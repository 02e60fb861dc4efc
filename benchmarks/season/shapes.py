"""What is read of the sources' bodies, for the decoders that are compared.

Every class is written once, with attrs; those of msgspec and pydantic are made of it.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec
from attrs import NOTHING, AttrsInstance, fields, frozen, has, resolve_types

Number = int | float | None


@frozen
class Team:
    id: int


@frozen
class TeamSide:
    team: Team
    score: int | None = None


@frozen
class Sides:
    away: TeamSide
    home: TeamSide


@frozen
class State:
    codedGameState: str = ""  # noqa: N815
    statusCode: str = ""  # noqa: N815
    detailedState: str = ""  # noqa: N815
    startTimeTBD: bool = False  # noqa: N815


@frozen
class Park:
    name: str | None = None


@frozen
class Scheduled:
    gamePk: int  # noqa: N815
    gameDate: dt.datetime  # noqa: N815
    status: State
    teams: Sides
    gameNumber: int = 1  # noqa: N815
    venue: Park | None = None


@frozen
class ScheduleDay:
    date: dt.date
    games: list[Scheduled]


@frozen
class Schedule:
    dates: list[ScheduleDay]


@frozen
class Name:
    shortName: str  # noqa: N815


@frozen
class GameView:
    gameId: int  # noqa: N815
    startDate: dt.datetime  # noqa: N815
    awayTeam: Name  # noqa: N815
    homeTeam: Name  # noqa: N815
    status: str | None = None
    venueName: str | None = None  # noqa: N815


@frozen
class Line:
    awayOdds: Number = None  # noqa: N815
    homeOdds: Number = None  # noqa: N815
    overOdds: Number = None  # noqa: N815
    underOdds: Number = None  # noqa: N815
    homeSpread: Number = None  # noqa: N815
    awaySpread: Number = None  # noqa: N815
    total: Number = None


@frozen
class BookView:
    sportsbook: str
    openingLine: Line | None = None  # noqa: N815
    currentLine: Line | None = None  # noqa: N815


@frozen
class GameRow:
    gameView: GameView  # noqa: N815
    oddsViews: list[BookView | None] | None = None  # noqa: N815


@frozen
class Model:
    gameRows: list[GameRow]  # noqa: N815


@frozen
class Table:
    oddsTableModel: Model  # noqa: N815


@frozen
class PageProps:
    oddsTables: list[Table]  # noqa: N815


@frozen
class Props:
    pageProps: PageProps  # noqa: N815


@frozen
class Page:
    props: Props


@frozen
class Percent:
    percent: Number = None


@frozen
class Public:
    tickets: Percent | None = None
    money: Percent | None = None


@frozen
class Outcome:
    side: str
    odds: Number = None
    value: Number = None
    is_live: bool = False
    line_status: str | None = None
    bet_info: Public | None = None


@frozen
class Scoreboarded:
    id: int
    start_time: dt.datetime
    away_team_id: int
    home_team_id: int
    status: str | None = None
    num_bets: Number = None
    markets: dict[str, dict[str, dict[str, list[Outcome]]]] | None = None


@frozen
class Scoreboard:
    games: list[Scoreboarded]


BODIES: dict[str, type[AttrsInstance]] = {"mlb": Schedule, "sbr": Page, "action": Scoreboard}


@cache
def struct(shape: type[AttrsInstance]) -> type[msgspec.Struct]:
    """The class as msgspec has it."""
    made = [(n, _swapped(kind, struct), *given) for n, kind, given in _told(shape)]
    return msgspec.defstruct(shape.__name__, made)


@cache
def model(shape: type[AttrsInstance]) -> Any:
    """The class as pydantic has it."""
    from pydantic import create_model

    made: dict[str, Any] = {
        name: (_swapped(kind, model), *(given or (...,))) for name, kind, given in _told(shape)
    }
    return create_model(shape.__name__, **made)


def _told(shape: type[AttrsInstance]) -> list[tuple[str, Any, tuple[Any, ...]]]:
    """The fields: name, type, and the default where there is one."""
    return [
        (field.name, field.type, () if field.default is NOTHING else (field.default,))
        for field in fields(resolve_types(shape))
    ]


def _swapped(kind: Any, swap: Any) -> Any:
    """The type with every class of ours replaced."""
    if isinstance(kind, type) and has(kind):
        return swap(kind)
    origin, inner = get_origin(kind), tuple(_swapped(arg, swap) for arg in get_args(kind))
    if origin in (Union, UnionType):
        return Union[inner]  # noqa: UP007
    return origin[inner] if origin else kind
