"""What the pages hold, as it comes, only what is read.

A price, line, score or share is Any here: what each may be is judged where it becomes a record, so
that a wrong one costs no other. What comes as ``Raw`` is read one by one, on a page of which some
part cannot be read. What comes by the thousand is kept from the garbage collector: JSON has no
cycles.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Generic, TypeVar

import msgspec

T = TypeVar("T")
Instant = Annotated[dt.datetime, msgspec.Meta(tz=True)]
# Each refusal of a price says the name of its book again: a long one would fill the memory.
Name = Annotated[str, msgspec.Meta(max_length=200)]


class TeamName(msgspec.Struct):
    shortName: str  # noqa: N815  (the page's own names)


class GameView(msgspec.Struct):
    gameId: int  # noqa: N815
    startDate: Instant  # noqa: N815
    awayTeam: TeamName  # noqa: N815
    homeTeam: TeamName  # noqa: N815
    status: str | None = None
    venueName: str | None = None  # noqa: N815
    awayTeamScore: Any = None  # noqa: N815
    homeTeamScore: Any = None  # noqa: N815
    consensus: Any = None


class Line(msgspec.Struct, gc=False):
    """The prices of one market, or one tick of its history; the other markets' fields are null."""

    oddsDate: Any = None  # noqa: N815  (only in a history)
    awayOdds: Any = None  # noqa: N815
    homeOdds: Any = None  # noqa: N815
    awaySpread: Any = None  # noqa: N815
    homeSpread: Any = None  # noqa: N815
    overOdds: Any = None  # noqa: N815
    underOdds: Any = None  # noqa: N815
    total: Any = None


class OddsView(msgspec.Struct, gc=False):
    sportsbook: Name
    openingLine: Line | None = None  # noqa: N815
    currentLine: Line | None = None  # noqa: N815


class GameRow(msgspec.Struct, Generic[T]):
    gameView: GameView  # noqa: N815
    oddsViews: list[T] | None = None  # noqa: N815


class GameViewId(msgspec.Struct):
    gameId: int  # noqa: N815


class GameRowId(msgspec.Struct):
    """What is left of a row that cannot be read."""

    gameView: GameViewId  # noqa: N815


class TableModel(msgspec.Struct, Generic[T]):
    gameRows: list[T]  # noqa: N815


class OddsTable(msgspec.Struct, Generic[T]):
    oddsTableModel: TableModel[T]  # noqa: N815


class DayProps(msgspec.Struct, Generic[T]):
    oddsTables: list[OddsTable[T]]  # noqa: N815


class HistoryView(msgspec.Struct):
    sportsbook: Name
    moneyLineHistory: list[Line] | None = None  # noqa: N815
    spreadHistory: list[Line] | None = None  # noqa: N815
    totalHistory: list[Line] | None = None  # noqa: N815


class HistoryModel(msgspec.Struct):
    lineHistory: GameRow[msgspec.Raw]  # noqa: N815


class HistoryProps(msgspec.Struct):
    lineHistoryModel: HistoryModel  # noqa: N815


class Props(msgspec.Struct, Generic[T]):
    pageProps: T  # noqa: N815


class Query(msgspec.Struct):
    oddsType: str | None = None  # noqa: N815


class PageData(msgspec.Struct, Generic[T]):
    """The script of a page has props; what the site's own script fetches has their inside."""

    props: Props[T] | None = None
    pageProps: T | None = None  # noqa: N815
    query: Query = msgspec.field(default_factory=Query)
