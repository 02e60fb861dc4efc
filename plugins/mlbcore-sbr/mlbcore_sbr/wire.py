"""The money-line page's data as it comes, only what is read.

A price is Any here: what one price may be is judged where it becomes a quote, so that a wrong one
costs no other.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec


class TeamName(msgspec.Struct):
    shortName: str  # noqa: N815  (the page's own names)


class GameView(msgspec.Struct):
    gameId: int  # noqa: N815
    startDate: dt.datetime  # noqa: N815
    awayTeam: TeamName  # noqa: N815
    homeTeam: TeamName  # noqa: N815
    status: str | None = None
    venueName: str | None = None  # noqa: N815


class Line(msgspec.Struct):
    awayOdds: Any = None  # noqa: N815
    homeOdds: Any = None  # noqa: N815


class OddsView(msgspec.Struct):
    sportsbook: str
    openingLine: Line | None = None  # noqa: N815
    currentLine: Line | None = None  # noqa: N815


class GameRow(msgspec.Struct):
    gameView: GameView  # noqa: N815
    oddsViews: list[msgspec.Raw] | None = None  # noqa: N815


class GameViewId(msgspec.Struct):
    gameId: int  # noqa: N815


class GameRowId(msgspec.Struct):
    """What is left of a row that cannot be read."""

    gameView: GameViewId  # noqa: N815


class TableModel(msgspec.Struct):
    gameRows: list[msgspec.Raw]  # noqa: N815


class OddsTable(msgspec.Struct):
    oddsTableModel: TableModel  # noqa: N815


class PageProps(msgspec.Struct):
    oddsTables: list[OddsTable]  # noqa: N815


class Props(msgspec.Struct):
    pageProps: PageProps  # noqa: N815


class Query(msgspec.Struct):
    oddsType: str | None = None  # noqa: N815


class PageData(msgspec.Struct):
    props: Props
    query: Query = msgspec.field(default_factory=Query)
