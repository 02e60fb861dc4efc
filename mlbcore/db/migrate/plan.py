"""The SQL that the runner would send, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import psycopg

from mlbcore.db import lexer
from mlbcore.db.migrate import ledger
from mlbcore.db.migrate.backward import descent
from mlbcore.db.migrate.forward import pending
from mlbcore.db.migrate.ledger import Values
from mlbcore.db.migrate.lineage import ordered
from mlbcore.db.migrate.states import check
from mlbcore.db.migrate.turn import glance
from mlbcore.db.migrations import Migration


def plan_up(dsn: str, migrations: Sequence[Migration], to: str | None = None) -> str:
    """What ``up`` would run; empty when nothing is pending. Raises MigrationError as it does."""
    files = ordered(migrations)
    with glance(dsn) as connection:
        rows = ledger.applied(connection)
        check(files, rows)
        parts = [_climbing(connection, migration) for migration in pending(files, rows, to)]
        return "\n".join([*_table(connection), *parts] if parts else [])


def plan_down(dsn: str, migrations: Sequence[Migration], to: str | None) -> str:
    """What ``down`` would run; empty when nothing is to go. Raises MigrationError as it does."""
    files = ordered(migrations)
    with glance(dsn) as connection:
        steps = descent(files, ledger.applied(connection), to)
        parts = [_falling(connection, migration) for migration in steps]
        return "\n".join([*_table(connection), *parts] if parts else [])


def _table(connection: psycopg.Connection) -> Iterator[str]:
    if not ledger.is_prepared(connection):
        yield f"-- the runner's own table{ledger.TABLE}"


def _climbing(connection: psycopg.Connection, migration: Migration) -> str:
    values = ledger.values(migration, migration.sql)
    begin, end = ledger.BEGIN_UP, ledger.SETTLE
    if lexer.is_transactional(migration.sql):
        begin, end = "", ledger.ADD
    return _part(connection, f"{migration.name}, up", migration.sql, begin, end, values)


def _falling(connection: psycopg.Connection, migration: Migration) -> str:
    assert migration.down is not None
    values = ledger.values(migration, migration.down)
    begin = "" if lexer.is_transactional(migration.down) else ledger.BEGIN_DOWN
    return _part(
        connection, f"{migration.name}, down", migration.down, begin, ledger.REMOVE, values
    )


def _part(
    connection: psycopg.Connection, title: str, text: str, begin: str, end: str, values: Values
) -> str:
    """A file between what is done before and after it: with no ``begin``, a transaction."""
    with psycopg.ClientCursor(connection) as cursor:
        first = _ended(cursor.mogrify(begin, values)) if begin else "BEGIN;"
        last = _ended(cursor.mogrify(end, values)) + ("" if begin else "\nCOMMIT;")
    return f"-- {title}\n{first}\n{_ended(text)}\n{last}\n"


def _ended(text: str) -> str:
    return text.strip() + ("" if lexer.is_ended(text) else "\n;")
