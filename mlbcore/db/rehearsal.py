"""What would come of work on the database: done in one transaction that is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from psycopg import Connection

from mlbcore.db.pool import Database
from mlbcore.db.store import Store

T = TypeVar("T")


class Transactions(Protocol):
    """Where work is done: a Database, or a Rehearsal on one."""

    def read(self, work: Callable[[Store], T]) -> T: ...
    def write(self, work: Callable[[Store], T]) -> T: ...


class Rehearsal:
    """Reads what it has written; nobody else does, and it is not kept."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def read(self, work: Callable[[Store], T]) -> T:
        return work(Store(self.connection))

    def write(self, work: Callable[[Store], T]) -> T:
        """What ``work`` gives; what raises is taken back at once, as a transaction would be."""
        with self.connection.transaction():
            return work(Store(self.connection))


@contextmanager
def rehearsing(database: Database) -> Iterator[Rehearsal]:
    """Work that is taken back at the end; no other writer runs beside it."""
    with database.writing() as store, store.connection.transaction(force_rollback=True):
        yield Rehearsal(store.connection)
