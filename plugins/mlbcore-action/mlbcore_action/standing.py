"""Of when a price on a scoreboard is, and in which phase of its game."""

from __future__ import annotations

import datetime as dt

from attrs import frozen

from mlbcore import GameStatus, LineStatus, Phase, RecordError

BEGUN = (GameStatus.LIVE, GameStatus.FINAL, GameStatus.SUSPENDED)
PUT_OFF = (GameStatus.POSTPONED, GameStatus.CANCELLED)

OPEN_BOOK = "30"
OPENER = "opener"
LINE_STATUSES = {
    None: LineStatus.ACTIVE,
    "normal": LineStatus.ACTIVE,
    OPENER: LineStatus.ACTIVE,
    "suspended": LineStatus.SUSPENDED,
}


@frozen
class Standing:
    """Once a game has begun, what is not live stood at its start.

    A game put off has no price of after its start: read a year later it would seem the latest.
    """

    start: dt.datetime
    status: GameStatus | None
    fetched_at: dt.datetime
    shows_live: bool

    @property
    def begun(self) -> bool:
        past = self.fetched_at >= self.start
        return self.status in BEGUN or (past and (self.shows_live or self.status is None))

    def of(
        self, *, is_live: bool, shown_at: dt.datetime | None = None
    ) -> tuple[Phase, dt.datetime]:
        """The phase and time of a price, which the source may say was first shown at a time."""
        latest = self.fetched_at if shown_at is None else min(shown_at, self.fetched_at)
        if is_live:
            return Phase.LIVE, latest
        if self.begun:
            after = shown_at is not None and latest > self.start
            return (Phase.LIVE, latest) if after else (Phase.CLOSE, self.start)
        return Phase.PREGAME, min(self.start, latest) if self.status in PUT_OFF else latest


def line_status(word: str | None) -> LineStatus:
    """Raises RecordError for a word whose meaning is not known: its price may be none."""
    try:
        return LINE_STATUSES[word]
    except KeyError as error:
        raise RecordError(f"line status {word!r} is not known") from error
