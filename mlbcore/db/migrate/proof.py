"""Whether what is applied is still there: the verify scripts, always rolled back."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
from attrs import frozen

from mlbcore.db.faults import refused
from mlbcore.db.migrate import ledger
from mlbcore.db.migrate.lineage import ordered
from mlbcore.db.migrate.turn import Said, quiet, run, turn
from mlbcore.db.migrations import Migration
from mlbcore.errors import MigrationError


@frozen(kw_only=True)
class Proof:
    """``result`` is passed, failed or none: it has no verify script. ``message`` says why."""

    namespace: str
    id: str
    result: str
    message: str = ""


def verify(dsn: str, migrations: Sequence[Migration], said: Said = quiet) -> list[Proof]:
    """Run the verify script of each applied migration; one that fails stops no other."""
    files = ordered(migrations)
    with turn(dsn, said) as connection:
        rows = ledger.applied(connection)
        return [prove(connection, migration) for migration in files if migration.name in rows]


def prove(connection: psycopg.Connection, migration: Migration) -> Proof:
    message = ""
    if migration.verify is not None:
        try:
            with refused(migration.name), connection.transaction(force_rollback=True):
                run(connection, migration.name, migration.verify)
        except MigrationError as error:
            if connection.closed:
                raise
            message = str(error)
    passed = "failed" if message else "passed"
    return Proof(
        namespace=migration.namespace,
        id=migration.id,
        result="none" if migration.verify is None else passed,
        message=message,
    )
