"""The public betting scoreboard as it comes, only what is read.

Prices and lines are Any here: what they may be is judged where they become a quote, so that a
wrong one costs no other.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec


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
    bet_info: BetInfo | None = None


class MarketsOfBook(msgspec.Struct):
    event: dict[str, list[msgspec.Raw]] = msgspec.field(default_factory=dict)


class ScoreboardGame(msgspec.Struct):
    id: int
    start_time: dt.datetime
    away_team_id: int
    home_team_id: int
    status: str | None = None
    num_bets: int | None = None
    markets: dict[str, MarketsOfBook] | None = None


class ScoreboardBody(msgspec.Struct):
    games: list[msgspec.Raw]
