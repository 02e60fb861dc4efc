"""Applies migrations: one at a time, each in one transaction with its own record."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import psycopg
from attrs import frozen
from psycopg import sql
from psycopg.rows import args_row

from mlbcore.db.faults import translated
from mlbcore.db.migrations import Migration
from mlbcore.errors import MigrationError

LOCK = 0x6D6C6263  # "mlbc": one key for all runners of a database
POLL = 0.1
PATIENCE = 60.0

CREATE_TABLE = """
    CREATE TABLE IF NOT EXISTS migration (
        namespace text NOT NULL,
        id text NOT NULL,
        checksum text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (namespace, id)
    )
"""


@frozen
class Applied:
    namespace: str
    id: str
    checksum: str
    applied_at: dt.datetime


@frozen(kw_only=True)
class MigrationState:
    """One migration, and what the database says of it: applied, pending, changed or missing."""

    namespace: str
    id: str
    state: str
    checksum: str
    applied_at: dt.datetime | None


def status(dsn: str, migrations: Sequence[Migration]) -> list[MigrationState]:
    """Each migration's state, those that are applied but have no file included."""
    with translated(), psycopg.connect(dsn, autocommit=True) as connection:
        applied = _applied(connection)
    known = {(m.namespace, m.id) for m in migrations}
    lost = [_state(None, a) for key, a in applied.items() if key not in known]
    return [_state(m, applied.get((m.namespace, m.id))) for m in migrations] + lost


def up(
    dsn: str, migrations: Sequence[Migration], said: Callable[[str], None] = lambda _: None
) -> int:
    """Apply what is pending, in order; gives how many. Several runners at once take turns.

    Raises MigrationError for a file that changed after it was applied or is gone, and for one
    that the database refuses.
    """
    with translated(), psycopg.connect(dsn, autocommit=True) as connection, _turn(connection):
        connection.execute(CREATE_TABLE)
        applied = _applied(connection)
        _check(migrations, applied)
        pending = [m for m in migrations if (m.namespace, m.id) not in applied]
        for migration in pending:
            _apply(connection, migration)
            said(f"migrated {migration.namespace}/{migration.id}")
    return len(pending)


def _apply(connection: psycopg.Connection, migration: Migration) -> None:
    try:
        with connection.transaction():
            # Without parameters the file goes whole, by the simple protocol: nothing splits it.
            connection.execute(sql.SQL(migration.sql))
            connection.execute(
                "INSERT INTO migration (namespace, id, checksum)"
                " VALUES (%(namespace)s, %(id)s, %(checksum)s)",
                {
                    "namespace": migration.namespace,
                    "id": migration.id,
                    "checksum": migration.checksum,
                },
            )
    except psycopg.Error as error:
        raise MigrationError(f"{migration.namespace}/{migration.id}: {error}") from error


def _check(migrations: Sequence[Migration], applied: dict[tuple[str, str], Applied]) -> None:
    """Raise MigrationError unless what is applied is what the files say, from the first on."""
    known = {(m.namespace, m.id): m for m in migrations}
    for key, row in applied.items():
        name = f"{row.namespace}/{row.id}"
        if key not in known and row.namespace in {m.namespace for m in migrations}:
            raise MigrationError(f"{name} is applied, but its file is missing")
        if key in known and known[key].checksum != row.checksum:
            raise MigrationError(f"{name} was changed after it was applied")
    _check_order(migrations, applied)


def _check_order(migrations: Sequence[Migration], applied: dict[tuple[str, str], Applied]) -> None:
    waiting: dict[str, str] = {}
    for migration in migrations:
        if (migration.namespace, migration.id) not in applied:
            waiting.setdefault(migration.namespace, migration.id)
        elif migration.namespace in waiting:
            raise MigrationError(
                f"{migration.namespace}/{waiting[migration.namespace]} is not applied, but the "
                f"later {migration.id} is"
            )


def _applied(connection: psycopg.Connection) -> dict[tuple[str, str], Applied]:
    present = connection.execute("SELECT to_regclass('migration') IS NOT NULL").fetchone()
    if not present or not present[0]:
        return {}
    cursor = connection.cursor(row_factory=args_row(Applied))
    cursor.execute(
        "SELECT namespace, id, checksum, applied_at FROM migration ORDER BY namespace, id"
    )
    return {(row.namespace, row.id): row for row in cursor}


def _state(migration: Migration | None, applied: Applied | None) -> MigrationState:
    if migration is None or applied is None:
        row = migration or applied
        assert row is not None
        state = "pending" if migration else "missing"
    else:
        row = migration
        state = "applied" if migration.checksum == applied.checksum else "changed"
    return MigrationState(
        namespace=row.namespace,
        id=row.id,
        state=state,
        checksum=row.checksum,
        applied_at=applied.applied_at if applied else None,
    )


@contextmanager
def _turn(connection: psycopg.Connection) -> Iterator[None]:
    """Hold the runners' lock.

    Polled, since a runner that waits inside a statement would block CREATE INDEX CONCURRENTLY.
    """
    deadline = time.monotonic() + PATIENCE
    while not _try_lock(connection):
        if time.monotonic() > deadline:
            raise MigrationError("another migration run holds the lock and does not end")
        time.sleep(POLL)
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))


def _try_lock(connection: psycopg.Connection) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
    return bool(row and row[0])
