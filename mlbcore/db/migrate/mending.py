"""Clears the mark of a migration that was interrupted outside a transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import psycopg
from attrs import frozen
from psycopg import sql

from mlbcore.db.faults import refused
from mlbcore.db.lexer import index_named
from mlbcore.db.migrate import ledger
from mlbcore.db.migrate.ledger import Applied
from mlbcore.db.migrate.lineage import ordered
from mlbcore.db.migrate.proof import prove
from mlbcore.db.migrate.turn import LONGER_LOCK_TIMEOUT, Said, quiet, turn
from mlbcore.db.migrations import Migration


@frozen(kw_only=True)
class Found:
    """Whether what the migration makes is there, and how that was seen."""

    there: bool
    seen: str


def repair(dsn: str, migrations: Sequence[Migration], said: Said = quiet) -> int:
    """Settle each dirty migration by what is there; gives how many.

    An invalid index is dropped. For a valid one, and for other statements, the verify script tells;
    without one the valid index is applied, and after another statement the mark is cleared as
    though nothing had happened.
    """
    known = {migration.name: migration for migration in ordered(migrations)}
    with turn(dsn, said) as connection:
        dirty = [row for row in ledger.applied(connection).values() if row.dirty]
        for row in dirty:
            _mend(connection, row, known, said)
    return len(dirty)


def _mend(
    connection: psycopg.Connection, row: Applied, known: Mapping[str, Migration], said: Said
) -> None:
    found = _by_index(connection, row)
    if found is None or found.there:
        found = _by_proof(connection, known.get(row.name)) or found
    if found is None:
        found = Found(there=row.direction == "down", seen="nothing tells whether it took effect")
    values = ledger.values(row)
    connection.execute(ledger.SETTLE if found.there else ledger.REMOVE, values)
    said(f"{row.name}: {found.seen}; it is {'applied' if found.there else 'pending'} now")


def _by_index(connection: psycopg.Connection, row: Applied) -> Found | None:
    """The index of an interrupted CREATE or DROP INDEX; an invalid one is dropped."""
    named = index_named(row.statement or "")
    if named is None:
        return None
    index, table = named
    found = connection.execute(
        """
        SELECT i.indexrelid::regclass::text, i.indisvalid
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE c.relname = (parse_ident(%(index)s))[array_upper(parse_ident(%(index)s), 1)]
            AND CASE WHEN %(table)s::text IS NULL THEN c.oid = to_regclass(%(index)s)
                ELSE i.indrelid = to_regclass(%(table)s) END
        """,
        {"index": index, "table": table},
    ).fetchone()
    if found is None:
        return Found(there=False, seen=f"there is no index {index}")
    if found[1]:
        return Found(there=True, seen=f"index {index} is whole")
    with refused(row.name):
        connection.execute(LONGER_LOCK_TIMEOUT)
        connection.execute(sql.SQL("DROP INDEX CONCURRENTLY " + found[0]))
    return Found(there=False, seen=f"dropped the invalid index {index}")


def _by_proof(connection: psycopg.Connection, migration: Migration | None) -> Found | None:
    if migration is None or migration.verify is None:
        return None
    passed = prove(connection, migration).result == "passed"
    return Found(there=passed, seen=f"its verify script {'passes' if passed else 'fails'}")
