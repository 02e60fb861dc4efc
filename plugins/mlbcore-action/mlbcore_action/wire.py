"""Action Network's pages as they come, only what is read.

Prices and lines are Any here, and what holds several records is Raw: each is judged where it
becomes a record, so that a wrong one costs no other. What comes by the thousand is kept from the
garbage collector: JSON has no cycles.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import msgspec

NULL = msgspec.Raw(b"null")
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

Instant = Annotated[dt.datetime, msgspec.Meta(tz=True)]
# Each refusal of a market says the name of its book again: a long one would fill the memory.
Name = Annotated[str, msgspec.Meta(max_length=200)]


class Share(msgspec.Struct, gc=False):
    percent: float | None = None
    value: Any = None


class BetInfo(msgspec.Struct, gc=False):
    tickets: Share | None = None
    money: Share | None = None


class OutcomeView(msgspec.Struct, gc=False):
    """A side of a market as it stands, and on a page of its own how it came there."""

    side: str
    odds: Any = None
    value: Any = None
    is_live: bool = False
    line_status: str | None = None
    team_id: Any = None
    bet_info: msgspec.Raw = NULL
    history: msgspec.Raw = NULL


class PastPrice(msgspec.Struct, gc=False):
    updated_at: Instant
    odds: Any = None
    value: Any = None
    line_status: str | None = None


class ScoreBox(msgspec.Struct):
    total_away_points: int | None = None
    total_home_points: int | None = None


class ScoreboardGame(msgspec.Struct):
    """A game; its prices are ``markets`` in the second form of the page, ``odds`` in the first."""

    id: int
    start_time: Instant
    away_team_id: int
    home_team_id: int
    status: str | None = None
    num_bets: Any = None
    boxscore: msgspec.Raw = NULL
    markets: msgspec.Raw = NULL
    odds: msgspec.Raw = NULL


class ScoreboardGameId(msgspec.Struct):
    """What is left of a game that cannot be read."""

    id: int


class ScoreboardBody(msgspec.Struct):
    games: list[msgspec.Raw]
