"""What the database says of each migration, and what is wrong with that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import psycopg
from attrs import frozen

from mlbcore.db.migrate import ledger
from mlbcore.db.migrate.ledger import Applied
from mlbcore.db.migrate.lineage import needs, ordered
from mlbcore.db.migrate.turn import glance
from mlbcore.db.migrations import Migration
from mlbcore.errors import MigrationError


@frozen(kw_only=True)
class MigrationState:
    """One migration, and what the database says of it.

    ``state`` is applied or pending; dirty: interrupted outside a transaction; changed: its file is
    not what was applied; missing: its file is gone; orphaned: the plugin that brought it is gone.
    """

    namespace: str
    id: str
    state: str
    checksum: str
    applied_at: dt.datetime | None

    @property
    def settled(self) -> bool:
        """Nothing is left to do about it."""
        return self.state in {"applied", "orphaned"}


@frozen(kw_only=True)
class Problem:
    """What stops the runner, and the migration it is about."""

    namespace: str
    id: str
    problem: str

    def __str__(self) -> str:
        return f"{self.namespace}/{self.id} {self.problem}"


def status(dsn: str, migrations: Sequence[Migration]) -> list[MigrationState]:
    """Each migration's state, in the order of ``up``; those that have no file come last."""
    with glance(dsn) as connection:
        return states(connection, migrations)


def states(connection: psycopg.Connection, migrations: Sequence[Migration]) -> list[MigrationState]:
    """As ``status``, on a connection that is there already."""
    files = ordered(migrations)
    rows = ledger.applied(connection)
    known = {migration.name for migration in files}
    namespaces = {migration.namespace for migration in files}
    lost = [_lost(row, namespaces) for name, row in rows.items() if name not in known]
    return [_state(migration, rows.get(migration.name)) for migration in files] + lost


def validate(dsn: str, migrations: Sequence[Migration]) -> list[Problem]:
    """All that is wrong between the files and the database; changes nothing.

    Raises MigrationError for files that cannot be put in an order.
    """
    files = ordered(migrations)
    with glance(dsn) as connection:
        return list(problems(files, ledger.applied(connection)))


def check(files: Sequence[Migration], rows: Mapping[str, Applied]) -> None:
    """Raise MigrationError unless what is applied is what the files say, from the first on."""
    if found := [str(problem) for problem in problems(files, rows)]:
        raise MigrationError("; ".join(found))


def problems(files: Sequence[Migration], rows: Mapping[str, Applied]) -> Iterator[Problem]:
    known = {migration.name: migration for migration in files}
    namespaces = {migration.namespace for migration in files}
    for name, row in rows.items():
        if row.dirty:
            yield _problem(row, "was interrupted half way: run `mlbcore migrate repair`")
        elif name not in known and row.namespace in namespaces:
            yield _problem(row, "is applied, but its file is missing")
        elif name in known and known[name].checksum != row.checksum:
            yield _problem(row, "was changed after it was applied")
    for name, needed in needs(files).items():
        for other in sorted(needed - rows.keys()) if name in rows else ():
            yield _problem(known[other], f"is not applied, but {name}, which comes later, is")


def _problem(step: Migration | Applied, problem: str) -> Problem:
    return Problem(namespace=step.namespace, id=step.id, problem=problem)


def _state(migration: Migration, row: Applied | None) -> MigrationState:
    if row is None:
        state = "pending"
    elif row.dirty:
        state = "dirty"
    else:
        state = "applied" if migration.checksum == row.checksum else "changed"
    return MigrationState(
        namespace=migration.namespace,
        id=migration.id,
        state=state,
        checksum=migration.checksum,
        applied_at=row.applied_at if row else None,
    )


def _lost(row: Applied, namespaces: set[str]) -> MigrationState:
    here = "missing" if row.namespace in namespaces else "orphaned"
    return MigrationState(
        namespace=row.namespace,
        id=row.id,
        state="dirty" if row.dirty else here,
        checksum=row.checksum,
        applied_at=row.applied_at,
    )
