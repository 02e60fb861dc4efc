"""Going up: each migration in one transaction with its own record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack

import psycopg

from mlbcore.db.faults import refused
from mlbcore.db.lexer import is_transactional
from mlbcore.db.migrate import ledger
from mlbcore.db.migrate.ledger import Applied
from mlbcore.db.migrate.lineage import find, needs, ordered, reached
from mlbcore.db.migrate.states import check
from mlbcore.db.migrate.turn import Said, quiet, run, turn
from mlbcore.db.migrations import Migration
from mlbcore.errors import MigrationError


def up(
    dsn: str,
    migrations: Sequence[Migration],
    said: Said = quiet,
    *,
    to: str | None = None,
    dry_run: bool = False,
) -> int:
    """Apply what is pending, in order; gives how many. Several runners at once take turns.

    ``to`` ends with that one: it, and what it needs. ``dry_run`` applies all in one transaction and
    takes it back. Raises MigrationError for files and a database that do not agree, and for a file
    that the database refuses.
    """
    files = ordered(migrations)
    with turn(dsn, said) as connection, ExitStack() as stack:
        if dry_run:
            stack.enter_context(connection.transaction(force_rollback=True))
        ledger.prepare(connection)
        rows = ledger.applied(connection)
        check(files, rows)
        waiting = pending(files, rows, to)
        (_rehearse if dry_run else _climb)(connection, waiting, said)
    return len(waiting)


def baseline(dsn: str, migrations: Sequence[Migration], said: Said = quiet, *, to: str) -> int:
    """Record a namespace's migrations up to ``to`` as applied, without running them.

    Raises MigrationError where something of that namespace is applied, or where something of
    another one is needed and not applied.
    """
    files = ordered(migrations)
    last = find(files, to)
    with turn(dsn, said) as connection:
        rows = ledger.applied(connection)
        check(files, rows)
        chosen = pending(files, rows, last)
        _check_baseline(chosen, rows, last.rpartition("/")[0])
        ledger.prepare(connection)
        with connection.transaction():
            for migration in chosen:
                connection.execute(ledger.ADD, ledger.values(migration))
    for migration in chosen:
        said(f"recorded {migration.name} as applied, without running it")
    return len(chosen)


def pending(
    files: Sequence[Migration], rows: Mapping[str, Applied], to: str | None
) -> list[Migration]:
    """What ``up`` has to apply, in order."""
    wanted = reached([find(files, to)], needs(files)) if to else {file.name for file in files}
    return [file for file in files if file.name in wanted and file.name not in rows]


def _climb(connection: psycopg.Connection, waiting: Sequence[Migration], said: Said) -> None:
    for migration in waiting:
        if is_transactional(migration.sql):
            _apply(connection, migration)
        else:
            _apply_alone(connection, migration)
        said(f"migrated {migration.name}")


def _rehearse(connection: psycopg.Connection, waiting: Sequence[Migration], said: Said) -> None:
    for migration in waiting:
        if is_transactional(migration.sql):
            _apply(connection, migration)
            said(f"would migrate {migration.name}")
        else:
            said(f"would migrate {migration.name}; not tried, since it runs in no transaction")


def _apply(connection: psycopg.Connection, migration: Migration) -> None:
    with refused(migration.name), connection.transaction():
        run(connection, migration.name, migration.sql)
        connection.execute(ledger.ADD, ledger.values(migration))


def _apply_alone(connection: psycopg.Connection, migration: Migration) -> None:
    """Marked dirty while it runs: whoever finds the mark knows that it was interrupted."""
    values = ledger.values(migration, migration.sql)
    connection.execute(ledger.BEGIN_UP, values)
    run(connection, migration.name, migration.sql, waits=True)
    connection.execute(ledger.SETTLE, values)


def _check_baseline(
    chosen: Sequence[Migration], rows: Mapping[str, Applied], namespace: str
) -> None:
    if taken := [row.name for row in rows.values() if row.namespace == namespace]:
        raise MigrationError(f"{taken[0]} is applied already: a baseline is for a new namespace")
    if others := [migration.name for migration in chosen if migration.namespace != namespace]:
        raise MigrationError(f"{others[0]} is needed and not applied: apply or baseline it first")
