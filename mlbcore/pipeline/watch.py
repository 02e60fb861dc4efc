"""Polling a slate until its last game starts, more often as a start comes near."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from attrs import frozen

from mlbcore.db.pool import Database
from mlbcore.db.store import Store
from mlbcore.models import EASTERN, Game, GameStatus
from mlbcore.models.game import CLOSED
from mlbcore.pipeline.outcome import RunResult

# How far the next start is at least, and the share of the usual wait that is then waited.
PACES = (
    (dt.timedelta(hours=6), 4.0),
    (dt.timedelta(hours=1), 1.0),
    (dt.timedelta(minutes=15), 0.5),
    (dt.timedelta(0), 0.25),
)
UNDER_WAY = CLOSED | {GameStatus.LIVE}


def next_poll(
    now: dt.datetime,
    starts: Iterable[dt.datetime],
    every: dt.timedelta,
    least: dt.timedelta = dt.timedelta(seconds=1),
) -> dt.datetime | None:
    """When to poll next; None when no start is to come.

    ``every`` while the next start is one to six hours away; four times that before, half of it
    within the hour, a quarter within fifteen minutes, and at the start itself; never sooner than
    ``least`` from now.
    """
    until = min((start - now for start in starts if start > now), default=None)
    if until is None:
        return None
    edge, share = next(pace for pace in PACES if until > pace[0])
    return now + max(least, min(every * share, until - edge))


def starts_of(games: Iterable[Game], date: dt.date) -> list[dt.datetime]:
    """When the games start that have not; one without a time at the end of the date."""
    return [game.known_start or end_of(date) for game in games if game.status not in UNDER_WAY]


def end_of(date: dt.date) -> dt.datetime:
    """The midnight that ends a date, US Eastern."""
    return dt.datetime.combine(date + dt.timedelta(days=1), dt.time(), EASTERN)


@frozen
class Watch:
    """Polls until nothing of the slate is still to start, or ``stopped`` says so.

    ``clock`` and ``pause`` are the time it goes by.
    """

    database: Database
    date: dt.date
    every: dt.timedelta
    least: dt.timedelta
    clock: Callable[[], dt.datetime]
    pause: Callable[[float], object]
    stopped: Callable[[], bool]

    def follow(
        self,
        poll: Callable[[], RunResult],
        said: Callable[[RunResult, dt.datetime | None], None],
    ) -> None:
        """Poll when it is due; what fails in one poll is tried in the next."""
        while not self.stopped():
            result = poll()
            now = self.clock()
            due = next_poll(now, self.database.read(self._starts), self.every, self.least)
            said(result, due)
            if due is None:
                return
            self.pause((due - now).total_seconds())

    def _starts(self, store: Store) -> list[dt.datetime]:
        """Of a slate that MLB has not named yet any game may start until it ends."""
        starts = starts_of(store.games.between(self.date, self.date), self.date)
        named = store.appearances.named([self.date])
        return starts if named else [*starts, end_of(self.date)]
