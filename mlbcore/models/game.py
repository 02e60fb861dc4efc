"""A game, as mlbcore keeps it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from attrs import Factory, frozen

from mlbcore.errors import RecordError
from mlbcore.models.time import check_aware


class GameStatus(StrEnum):
    SCHEDULED = "scheduled"
    LIVE = "live"
    FINAL = "final"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    SUSPENDED = "suspended"
    DELAYED = "delayed"


NOT_PLAYED = frozenset({GameStatus.POSTPONED, GameStatus.CANCELLED})
CLOSED = NOT_PLAYED | {GameStatus.FINAL}
Score = tuple[int, int]  # away, home


@frozen(kw_only=True)
class Game:
    """One game and the ids each source gives it.

    ``away`` and ``home`` are team codes; ``date`` is the slate date (US Eastern); ``start`` is an
    aware instant, a placeholder while ``start_tbd``; ``status`` is None while a source's own is
    not known. Raises RecordError for a team against itself, half a score, or a naive start.
    """

    id: int
    date: dt.date
    game_number: int = 1
    away: str
    home: str
    start: dt.datetime | None = None
    start_tbd: bool = False
    status: GameStatus | None = None
    venue: str | None = None
    away_score: int | None = None
    home_score: int | None = None
    ids: Mapping[str, tuple[str, ...]] = Factory(dict)

    def __attrs_post_init__(self) -> None:
        check_pairing(self.away, self.home)
        check_score(self.away_score, self.home_score)
        if self.start is not None:
            check_aware("start", self.start)

    @property
    def known_start(self) -> dt.datetime | None:
        """When it starts; None while that is a placeholder, or nobody said."""
        return None if self.start_tbd else self.start

    @property
    def matchup(self) -> str:
        return pairing(self.away, self.home)


def pairing(away: str, home: str) -> str:
    """A game as people call it."""
    return f"{away} @ {home}"


def check_pairing(away: str, home: str) -> None:
    """Raise RecordError for a team that plays itself."""
    if away == home:
        raise RecordError(f"{away} against itself")


def check_score(away: int | None, home: int | None) -> None:
    """Raise RecordError for one score without the other, or one that no game has."""
    if (away is None) != (home is None):
        raise RecordError(f"half a score: {away} to {home}")
    if away is not None and home is not None and not 0 <= min(away, home) <= max(away, home) < 1000:
        raise RecordError(f"no score of a game: {away} to {home}")


class Scored(Protocol):
    """What has a score: a game, or one as a source lists it."""

    @property
    def status(self) -> GameStatus | None: ...
    @property
    def away_score(self) -> int | None: ...
    @property
    def home_score(self) -> int | None: ...


def final_score(record: Scored) -> Score | None:
    """The score of a game that is over; None of any other, and where it is not known."""
    if record.status is not GameStatus.FINAL:
        return None
    if record.away_score is None or record.home_score is None:
        return None
    return record.away_score, record.home_score
