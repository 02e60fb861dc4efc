"""Going down: in reverse order, and only where every step has a way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import psycopg

from mlbcore.db.faults import refused
from mlbcore.db.lexer import is_transactional
from mlbcore.db.migrate import ledger
from mlbcore.db.migrate.ledger import Applied
from mlbcore.db.migrate.lineage import NOTHING, find, needed_by, needs, ordered, reached
from mlbcore.db.migrate.states import check
from mlbcore.db.migrate.turn import Said, quiet, run, turn
from mlbcore.db.migrations import CORE, Migration
from mlbcore.errors import MigrationError


def down(
    dsn: str,
    migrations: Sequence[Migration],
    said: Said = quiet,
    *,
    to: str | None,
    agreed: Callable[[Sequence[Migration]], bool] = bool,
) -> int:
    """Take migrations back; gives how many.

    ``to`` stays applied: what is later in its namespace goes, and what depends on that. None takes
    back everything, and ``namespace/0000`` all of a namespace. ``agreed`` is asked first, if
    anything is to go. Raises MigrationError, with nothing touched, where a step has no way back
    or its plugin is gone.
    """
    files = ordered(migrations)
    with turn(dsn, said) as connection:
        steps = descent(files, ledger.applied(connection), to)
        if not steps or not agreed(steps):
            return 0
        ledger.prepare(connection)
        for migration in steps:
            _revert(connection, migration)
            said(f"took back {migration.name}")
    return len(steps)


def descent(
    files: Sequence[Migration], rows: Mapping[str, Applied], to: str | None
) -> list[Migration]:
    """What has to be taken back, the last first."""
    check(files, rows)
    known = {migration.name: migration for migration in files}
    applied = [known.get(name, row) for name, row in rows.items()]
    leaving = reached(_named(files, rows, to), needed_by(needs(applied)))
    steps = [migration for migration in reversed(files) if migration.name in leaving]
    _check_way_back(steps, leaving)
    return steps


def _named(files: Sequence[Migration], rows: Mapping[str, Applied], to: str | None) -> list[str]:
    if to is None:
        return list(rows)
    namespace, _, id_ = to.rpartition("/")
    namespace = namespace or CORE
    kept = "" if id_ == NOTHING else find(files, to)
    if kept and kept not in rows:
        raise MigrationError(f"{kept} is not applied, so nothing can go down to it")
    return [name for name, row in rows.items() if row.namespace == namespace and name > kept]


def _check_way_back(steps: Sequence[Migration], leaving: set[str]) -> None:
    if gone := sorted(leaving - {migration.name for migration in steps}):
        raise MigrationError(
            f"{', '.join(gone)} would have to go down too, but the plugin that brought it is gone"
        )
    if without := [migration.name for migration in steps if migration.down is None]:
        raise MigrationError(f"no way back: {', '.join(without)} has no .down.sql file")


def _revert(connection: psycopg.Connection, migration: Migration) -> None:
    assert migration.down is not None
    values = ledger.values(migration, migration.down)
    if is_transactional(migration.down):
        with refused(migration.name), connection.transaction():
            run(connection, migration.name, migration.down)
            connection.execute(ledger.REMOVE, values)
    else:
        connection.execute(ledger.BEGIN_DOWN, values)
        run(connection, migration.name, migration.down, waits=True)
        connection.execute(ledger.REMOVE, values)
