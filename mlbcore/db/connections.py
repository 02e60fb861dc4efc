"""The connections to one server: a pool, a breaker before it, and who holds what."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import psycopg
from attrs import frozen
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool, PoolTimeout

from mlbcore.breaker import Breaker
from mlbcore.db.disk import LEAST, data_directory, free_disk
from mlbcore.db.faults import NOT_LENT, ours, place
from mlbcore.db.queries import TimedCursor
from mlbcore.errors import (
    DatabaseError,
    MlbcoreError,
    NoRoomError,
    PoolExhaustedError,
    UnreachableError,
    meaning,
)
from mlbcore.settings import DatabaseSettings

# What psycopg would log is raised as an error of ours; unheard, it would be printed twice.
logging.getLogger("psycopg").addHandler(logging.NullHandler())

# Seconds after which a peer that answers nothing is given up.
SILENCE = 20


@frozen
class Holder:
    thread: threading.Thread
    purpose: str
    since: float

    def __str__(self) -> str:
        return f"{self.thread.name}, {self.purpose} for {time.monotonic() - self.since:.1f} s"


class ServerPool(ConnectionPool[Connection]):
    """A pool that tells a breaker how connecting goes, and those who wait when it does not."""

    def __init__(self, dsn: str, settings: DatabaseSettings, breaker: Breaker, least: int) -> None:
        self.breaker = breaker
        self.problem: MlbcoreError | None = None  # of the last attempt to connect
        self.folder: str | None = None  # of a server on this machine
        super().__init__(
            dsn,
            kwargs=connection_parameters(dsn, settings),
            min_size=least,
            max_size=settings.pool_max,
            max_waiting=settings.max_waiting,
            timeout=settings.connection_timeout,
            # In vain it is tried when somebody asks, not behind the breaker's back.
            reconnect_timeout=0,
            reconnect_failed=lambda _: self._gave_up(),
            configure=self._begin,
            check=self._check_alive,
            open=False,
        )

    def _connect(self, timeout: float | None = None) -> Connection:
        try:
            connection = super()._connect(timeout)
        except psycopg.Error as error:
            self.problem = ours(error)
            if isinstance(self.problem, UnreachableError):
                self.breaker.failed()
            if not isinstance(self.problem, NoRoomError):
                self._turn_away()
            raise
        self.problem = None
        self.breaker.succeeded()
        return connection

    def _begin(self, connection: Connection) -> None:
        # A transaction says READ WRITE when it begins; by itself a session only reads.
        connection.read_only = False
        self.folder = self.folder or data_directory(connection)

    def _check_alive(self, connection: Connection) -> None:
        """Without a round trip: a server that is gone has closed the line, or keepalives have.

        Where one connection is dead the idle ones most likely are: all are made anew.
        """
        try:
            # Twice: a server's last words come before the end of the line.
            connection.pgconn.consume_input()
            connection.pgconn.consume_input()
        except psycopg.Error:
            self.drain()
            raise

    def _gave_up(self) -> None:
        """As ``_connect``, for who began to wait just after it failed.

        Where the server has no room for one more, there may be others to wait for.
        """
        if not isinstance(self.problem, NoRoomError) or not self.get_stats()["pool_size"]:
            self._turn_away()

    def _turn_away(self) -> None:
        """Nobody waits for what does not come."""
        with self._lock:
            waiting = list(self._waiting)
            self._waiting.clear()
        for client in waiting:
            client.fail(PoolTimeout())


class Connections:
    """Lends connections to one server, one a thread. ``least`` are kept open."""

    def __init__(self, dsn: str, settings: DatabaseSettings, least: int = 1) -> None:
        self.place = place(dsn)
        self.breaker = Breaker(settings.breaker_failures, settings.breaker_pause)
        self.pool = ServerPool(dsn, settings, self.breaker, least)
        self.holders: dict[threading.Thread, Holder] = {}

    def __enter__(self) -> Self:
        self.pool.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.close()

    @contextmanager
    def lend(self, purpose: str) -> Iterator[Connection]:
        """A connection in autocommit.

        Raises UnreachableError, at once where the server is known to be down; PoolExhaustedError
        where none came free in time, or this thread already holds one.
        """
        self._refuse_second()
        if not self.breaker.allows():
            raise self._down()
        try:
            connection = self.pool.getconn()
        except NOT_LENT as error:
            fault = self._refusal()
            raise fault from fault.__cause__ or error
        self.breaker.succeeded()
        thread = threading.current_thread()
        self.holders[thread] = Holder(thread, purpose, time.monotonic())
        try:
            yield connection
        finally:
            del self.holders[thread]
            self.pool.putconn(connection)

    def _refuse_second(self) -> None:
        # A thread that waits for a second connection while it holds one may wait for itself.
        if holder := self.holders.get(threading.current_thread()):
            raise PoolExhaustedError(
                f"this thread already holds a connection ({holder}): hand its store on instead"
            )

    def _refusal(self) -> DatabaseError:
        holders = sorted(self.holders.copy().values(), key=lambda holder: holder.since)
        if self.pool.problem or not holders:
            return self._down()
        return PoolExhaustedError(
            f"no connection came free in {self.pool.timeout:g} s: {len(holders)} of"
            f" {self.pool.max_size} are in use, the longest by {holders[0]}"
        )

    def _down(self) -> DatabaseError:
        problem = self.pool.problem
        if not isinstance(problem, DatabaseError):
            silent = f"{self.place} does not answer in {self.pool.timeout:g} s"
            return UnreachableError(f"{meaning(UnreachableError)} ({silent})")
        fault = type(problem)(str(problem))
        free = free_disk(self.pool.folder)
        if isinstance(problem, UnreachableError) and free is not None and free < LEAST:
            room = f"{free:,} bytes are free in {self.pool.folder}"
            fault = NoRoomError(f"{meaning(NoRoomError)} ({room})")
        fault.__cause__ = problem.__cause__
        return fault


def connection_parameters(dsn: str, settings: DatabaseSettings) -> dict[str, Any]:
    """How to connect; what the DSN itself says of it wins."""
    given = conninfo_to_dict(dsn)
    options = {
        "statement_timeout": f"{settings.query_timeout * 1000:.0f}",
        "lock_timeout": f"{settings.lock_timeout * 1000:.0f}",
        "idle_in_transaction_session_timeout": f"{settings.idle_timeout * 1000:.0f}",
        "client_connection_check_interval": "2000",
        "default_transaction_read_only": "on",
        "timezone": "UTC",
    }
    chosen = [f"-c {name}={value}" for name, value in options.items()]
    defaults = {
        "application_name": "mlbcore",
        # Several attempts within one wait.
        "connect_timeout": max(2, int(settings.connection_timeout / 3)),
        "keepalives_idle": SILENCE // 2,
        "keepalives_interval": SILENCE // 4,
        "keepalives_count": 2,
        "tcp_user_timeout": SILENCE * 1000,
    }
    return {name: value for name, value in defaults.items() if name not in given} | {
        "autocommit": True,
        "cursor_factory": TimedCursor,
        "options": " ".join([*chosen, str(given.get("options") or "")]),
    }
