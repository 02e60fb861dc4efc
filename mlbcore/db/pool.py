"""The database: repositories on pooled connections, transactions, replicas, health."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Self, TypeVar

import stamina
from attrs import evolve
from psycopg import Connection

from mlbcore.db.connections import Connections
from mlbcore.db.faults import committed, translated
from mlbcore.db.health import Health, PoolStatistics, examine, pool_statistics
from mlbcore.db.replicas import Replicas
from mlbcore.db.store import Store
from mlbcore.errors import DatabaseError, RetryError, UnknownOutcomeError
from mlbcore.settings import DatabaseSettings

# One writer at a time: identities are decided, and changes found, against what is stored.
WRITER = 0x6D6C6264
# A replica is passed over at once: the primary stands by.
REPLICA_WAIT = 2.0

T = TypeVar("T")


class Database:
    """One database and its replicas; a context manager that opens and closes the connections.

    Raises ConfigurationError for a DSN that cannot be read, DatabaseError for the rest.
    """

    def __init__(self, dsn: str, settings: DatabaseSettings) -> None:
        self.settings = settings
        self.primary = Connections(dsn, settings)
        impatient = evolve(
            settings,
            breaker_failures=1,
            connection_timeout=min(REPLICA_WAIT, settings.connection_timeout),
        )
        replicas = [
            Connections(replica.reveal(), impatient, least=0) for replica in settings.replicas
        ]
        self.replicas = Replicas(replicas, self._position)

    def __enter__(self) -> Self:
        self.primary.__enter__()
        self.replicas.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.replicas.__exit__()
        self.primary.__exit__()

    @property
    def place(self) -> str:
        """Where it is, without user and password."""
        return self.primary.place

    @contextmanager
    def reading(self, *, replica: bool = False) -> Iterator[Store]:
        """The repositories, outside any transaction; the server refuses every write.

        With ``replica`` the answer may be a little old, but never older than what was written
        through this Database.
        """
        with translated(), self._nearby() if replica else self.primary.lend("reading") as lent:
            yield Store(lent)

    @contextmanager
    def writing(self, *, lock: int = WRITER) -> Iterator[Store]:
        """The repositories in one transaction, which no other one of the same lock runs beside.

        Raises UnknownOutcomeError when the connection is lost in COMMIT.
        """
        try:
            with (
                translated(),
                self.primary.lend("writing") as connection,
                committed(connection),
            ):
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (lock,))
                yield Store(connection)
        finally:
            self.replicas.wrote()

    def read(self, work: Callable[[Store], T]) -> T:
        """What ``work`` gives, done again when the connection was lost, as ``write`` does."""
        for attempt in self._attempts():
            with attempt, self.reading() as store:
                return work(store)
        raise AssertionError

    def write(self, work: Callable[[Store], T]) -> T:
        """What ``work`` gives in one transaction, done again whole when that was lost.

        It is done again also when nobody knows whether it was committed: so ``work`` must be one
        that may be done twice, as everything is that stores what a source said. Gives up, with the
        last error, after the setting ``outage``.
        """
        for attempt in self._attempts():
            with attempt, self.writing() as store:
                return work(store)
        raise AssertionError

    def health(self) -> Health:
        """How the primary and its replicas are, also when they cannot be reached."""
        return examine(self.primary, self.replicas.replicas)

    def pool_statistics(self) -> PoolStatistics:
        """The pool of the primary, without asking the server anything."""
        return pool_statistics(self.primary)

    def _attempts(self) -> Iterator[stamina.Attempt]:
        return iter(
            stamina.retry_context(
                on=_passes,
                attempts=None if self.settings.outage else 1,
                timeout=self.settings.outage or None,
                wait_initial=0.1,
                wait_max=5.0,
                wait_jitter=0.2,
            )
        )

    @contextmanager
    def _nearby(self) -> Iterator[Connection]:
        """A connection to a replica that holds what was written here, or else to the primary."""
        with ExitStack() as stack:
            replica = self.replicas.enter(stack, "reading")
            yield replica or stack.enter_context(self.primary.lend("reading"))

    def _position(self) -> str:
        """A position in the primary's log after all that has been committed."""
        with translated(), self.primary.lend("replicas") as connection:
            row = connection.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone()
        assert row is not None
        return str(row[0])


def _passes(error: Exception) -> bool:
    return isinstance(error, DatabaseError) and isinstance(error, RetryError | UnknownOutcomeError)
