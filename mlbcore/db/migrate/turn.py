"""A runner's connection, and the lock that lets one runner work at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus

from mlbcore.db.faults import refused, translated
from mlbcore.errors import MigrationError

Said = Callable[[str], None]

# "mlbc": one key for all runners. PostgreSQL keeps advisory locks by database.
LOCK = 0x6D6C6263
POLL = 0.1
PATIENCE = 60.0
CONNECT_TIMEOUT = 10

# A statement that waits for a table's lock holds up everybody who comes after it. One outside a
# transaction (CREATE INDEX CONCURRENTLY) waits without holding up anybody, and may wait longer.
# Undoes first what the last file set for its session, a role or a search_path.
LIMITS = """
RESET SESSION AUTHORIZATION;
RESET ALL;
SET statement_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_connection_check_interval = '200ms';
SET lock_timeout = '10s';
"""
LONGER_LOCK_TIMEOUT = "SET lock_timeout = '10min'"


def quiet(_: str) -> None:
    """Say nothing."""


@contextmanager
def glance(dsn: str) -> Iterator[psycopg.Connection]:
    """A connection for looking only, beside any runner."""
    with translated(), _connection(dsn) as connection:
        yield connection


@contextmanager
def turn(dsn: str, said: Said = quiet, patience: float = PATIENCE) -> Iterator[psycopg.Connection]:
    """A connection that holds the runners' lock, and works itself: the lock ends with the work.

    The server cancels what a killed runner left running, and frees its lock. Needs a session of its
    own, so no pooler in transaction mode. Raises MigrationError when another runner holds the
    lock for longer than ``patience`` seconds.
    """
    with translated(), _connection(dsn) as connection:
        connection.execute(LIMITS)
        _wait(connection, said, patience)
        try:
            yield connection
        finally:
            # Closing it unlocks too, but a moment later. A lost connection has nothing to unlock.
            if connection.info.transaction_status == TransactionStatus.IDLE:
                connection.execute("SELECT pg_advisory_unlock(%(key)s)", {"key": LOCK})


def run(connection: psycopg.Connection, name: str, text: str, *, waits: bool = False) -> None:
    """Run a file. Raises MigrationError, which names it."""
    with refused(name):
        if waits:
            connection.execute(LONGER_LOCK_TIMEOUT)
        # Without parameters the file goes whole, by the simple protocol: nothing splits it.
        connection.execute(sql.SQL(text))
        connection.execute(LIMITS)


def _connection(dsn: str) -> psycopg.Connection:
    return psycopg.connect(
        dsn,
        autocommit=True,
        prepare_threshold=None,
        application_name="mlbcore migrate",
        connect_timeout=CONNECT_TIMEOUT,
    )


def _wait(connection: psycopg.Connection, said: Said, patience: float) -> None:
    """Polled: a runner that waited inside a statement would block CREATE INDEX CONCURRENTLY."""
    deadline = time.monotonic() + patience
    told = ""
    while not _try_lock(connection):
        holder = _holder(connection)
        if time.monotonic() > deadline:
            raise MigrationError(f"another migration run does not end: {holder}")
        if holder != told:
            said(f"waiting for another migration run: {holder}")
            told = holder
        time.sleep(POLL)


def _try_lock(connection: psycopg.Connection) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%(key)s)", {"key": LOCK}).fetchone()
    return bool(row and row[0])


def _holder(connection: psycopg.Connection) -> str:
    row = connection.execute(
        """
        SELECT a.pid, a.application_name
        FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = %(key)s
            AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """,
        {"key": LOCK},
    ).fetchone()
    return f"pid {row[0]} ({row[1] or 'without a name'})" if row else "it has just ended"
