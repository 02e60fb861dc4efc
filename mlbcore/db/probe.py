"""Whether the database can be used now: asked over and over, by a thread of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Self

import psycopg
from attrs import evolve, frozen

from mlbcore.db import migrate
from mlbcore.db.connections import connection_parameters
from mlbcore.db.faults import translated
from mlbcore.db.migrations import Migration
from mlbcore.errors import DatabaseError, SchemaError, meaning
from mlbcore.settings import DatabaseSettings

EVERY = 0.4
# An answer that is older says nothing of now: a server that hangs gives none at all.
LATEST = 1.2
IMPATIENT = {"connect_timeout": 2, "tcp_user_timeout": int(LATEST * 1000)}


@frozen
class Beat:
    """What was seen at a time of the monotonic clock; ``pending`` migrations if it answered."""

    at: float
    problem: str
    pending: int | None = None


class Probe:
    """A context manager: inside, ``problem`` is never older than a second and a half.

    It waits for nothing that the others wait for: it has a connection that is not of a pool.
    """

    def __init__(
        self, dsn: str, settings: DatabaseSettings, migrations: Sequence[Migration]
    ) -> None:
        self.dsn = dsn
        self.parameters = connection_parameters(dsn, evolve(settings, query_timeout=1)) | IMPATIENT
        self.migrations = migrations
        self.seen = Beat(time.monotonic(), "the database has not been asked yet")
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._follow, name="probe", daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self.thread.join(LATEST)

    @property
    def problem(self) -> str:
        """Why the database cannot be used, and what to do; empty when it can."""
        seen = self.seen
        age = time.monotonic() - seen.at
        return f"the database has not answered for {age:.1f} s" if age > LATEST else seen.problem

    def _follow(self) -> None:
        while not self.stopped.is_set():
            try:
                with translated(), psycopg.connect(self.dsn, **self.parameters) as connection:
                    self._watch(connection)
            except DatabaseError as error:
                self.seen = Beat(time.monotonic(), str(error))
            self.stopped.wait(EVERY)

    def _watch(self, connection: psycopg.Connection) -> None:
        while not self.stopped.is_set():
            states = migrate.states(connection, self.migrations)
            pending = sum(not state.settled for state in states)
            self.seen = Beat(time.monotonic(), meaning(SchemaError) if pending else "", pending)
            self.stopped.wait(EVERY)
