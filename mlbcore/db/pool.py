"""The database: one pool, transactions on one connection each, our errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from psycopg_pool import ConnectionPool

from mlbcore.db.faults import place, translated
from mlbcore.db.store import Store
from mlbcore.settings import DatabaseSettings

# One writer at a time: identities are decided, and changes found, against what is stored.
WRITER = 0x6D6C6264


class Database:
    """A pool of connections to one database; a context manager that opens and closes it.

    Raises ConfigurationError for a DSN that cannot be read, DatabaseError for the rest.
    """

    def __init__(self, dsn: str, settings: DatabaseSettings) -> None:
        self.place = place(dsn)
        milliseconds = int(settings.query_timeout * 1000)
        self.pool = ConnectionPool(
            dsn,
            min_size=1,
            max_size=settings.pool_max,
            timeout=settings.connection_timeout,
            reconnect_timeout=settings.connection_timeout,
            check=ConnectionPool.check_connection,
            open=False,
            kwargs={
                "autocommit": True,
                "application_name": "mlbcore",
                "connect_timeout": max(2, int(settings.connection_timeout)),
                "options": f"-c statement_timeout={milliseconds} "
                "-c client_connection_check_interval=2000 -c timezone=UTC",
            },
        )

    def __enter__(self) -> Self:
        self.pool.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.close()

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """The repositories, outside any transaction."""
        with translated(), self.pool.connection() as connection:
            yield Store(connection)

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """The repositories in one transaction, which no other writer runs beside."""
        with translated(), self.pool.connection() as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER,))
            yield Store(connection)
