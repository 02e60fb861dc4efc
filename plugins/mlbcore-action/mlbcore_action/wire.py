"""The public betting scoreboard as it comes, only what is read.

Prices and lines are Any here, and what holds several records is Raw: each is judged where it
becomes a record, so that a wrong one costs no other.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import msgspec

NULL = msgspec.Raw(b"null")


class Share(msgspec.Struct):
    percent: float | None = None


class BetInfo(msgspec.Struct):
    tickets: Share | None = None
    money: Share | None = None


class OutcomeView(msgspec.Struct):
    side: str
    odds: Any = None
    value: Any = None
    is_live: bool = False
    line_status: str | None = None
    bet_info: msgspec.Raw = NULL


class MarketsOfBook(msgspec.Struct):
    event: dict[str, msgspec.Raw] | None = None


class ScoreboardGame(msgspec.Struct):
    id: int
    start_time: Annotated[dt.datetime, msgspec.Meta(tz=True)]
    away_team_id: int
    home_team_id: int
    status: str | None = None
    num_bets: Any = None
    markets: dict[str, msgspec.Raw] | None = None


class ScoreboardGameId(msgspec.Struct):
    """What is left of a game that cannot be read."""

    id: int


class ScoreboardBody(msgspec.Struct):
    games: list[msgspec.Raw]
