"""The only place that knows psycopg's errors: all become ours, with the cause kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import Connection
from psycopg_pool import PoolClosed, PoolTimeout, TooManyRequests

from mlbcore.errors import (
    ConfigurationError,
    ConflictError,
    DatabaseError,
    MigrationError,
    MlbcoreError,
    NoRoomError,
    ReadOnlyError,
    RecordError,
    SchemaError,
    StandbyError,
    StatementTimeoutError,
    UnknownOutcomeError,
    UnreachableError,
    meaning,
)
from mlbcore.scope import raised_in
from mlbcore.settings import forms

# By SQLSTATE; the first that it starts with. Class 08 is the connection, 22 and 23 are values.
BY_STATE: tuple[tuple[str, type[MlbcoreError]], ...] = (
    ("42P01", SchemaError),  # a table or column is missing
    ("42703", SchemaError),
    ("08007", UnknownOutcomeError),
    ("40003", UnknownOutcomeError),
    ("08", UnreachableError),
    ("57P", UnreachableError),  # shutting down, crashed, starting up, dropped, idle too long
    ("25P03", UnreachableError),  # idle in a transaction too long
    ("40", ConflictError),  # serialization, deadlock
    ("57014", StatementTimeoutError),
    ("55P03", StatementTimeoutError),
    ("53", NoRoomError),
    ("25006", ReadOnlyError),
    ("22", RecordError),
    ("23", RecordError),
)
# A connection that could not be opened has no SQLSTATE, only the server's words.
BY_WORDS: tuple[tuple[str, type[MlbcoreError]], ...] = (
    ("too many clients", NoRoomError),
    ("too many connections", NoRoomError),
    ("remaining connection slots", NoRoomError),
    ("No space left on device", NoRoomError),
    ("authentication failed", DatabaseError),
    ("no password supplied", DatabaseError),
    ("no pg_hba.conf entry", DatabaseError),
    ("does not exist", DatabaseError),
    ("is not permitted to log in", DatabaseError),
    ("does not support SSL", DatabaseError),
    ("certificate", DatabaseError),
    ("invalid", DatabaseError),
)


# What a pool raises that has no connection to lend.
NOT_LENT = (PoolTimeout, TooManyRequests, PoolClosed)


class Translation:
    """Raises one of ours for whatever psycopg raises inside; the leaf says what to do."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> None:
        if isinstance(error, psycopg.Error):
            raise ours(error) from error


TRANSLATION = Translation()


def translated() -> Translation:
    """One for all: it keeps nothing, and is entered for every read."""
    return TRANSLATION


@contextmanager
def committed(connection: Connection) -> Iterator[None]:
    """One transaction that writes, committed at the end.

    Raises UnknownOutcomeError when the connection is lost in COMMIT, StandbyError where the server
    takes no writes.
    """
    committing = False
    try:
        with connection.transaction():
            yield
            committing = True
    except psycopg.Error as error:
        fault = ours(error)
        if committing and isinstance(fault, UnreachableError):
            raise UnknownOutcomeError(_told(UnknownOutcomeError, error)) from error
        if isinstance(fault, ReadOnlyError):
            raise StandbyError(_told(StandbyError, error)) from error
        raise


def ours(error: psycopg.Error) -> MlbcoreError:
    """Our error for one of psycopg's: its class by what to do, its text in one line."""
    kind = _kind(error)
    fault = SchemaError() if kind is SchemaError else kind(_told(kind, error))
    fault.scope = raised_in(error)
    fault.__cause__ = error
    return fault.about(sqlstate=error.sqlstate)


@contextmanager
def refused(migration: str) -> Iterator[None]:
    """Raise MigrationError, which names the migration, for whatever psycopg raises inside."""
    try:
        yield
    except psycopg.errors.LockNotAvailable as error:
        raise MigrationError(
            f"{migration}: another session does not let go of what it needs; try again"
        ) from error
    except psycopg.Error as error:
        raise MigrationError(f"{migration}: {_line(error)}") from error


def place(dsn: str) -> str:
    """Where a DSN points to, without user and password. Raises ConfigurationError."""
    try:
        parts = forms.dsn(dsn)
    except ValueError as error:
        raise ConfigurationError(f"the database URL {error}") from error
    host, port = parts.get("host") or "localhost", parts.get("port") or 5432
    return f"{parts.get('dbname', '')} on {host}:{port}"


def _kind(error: psycopg.Error) -> type[MlbcoreError]:
    if state := error.sqlstate:
        return _first(BY_STATE, state.startswith, DatabaseError)
    if isinstance(error, psycopg.DataError | psycopg.IntegrityError):
        return RecordError
    if isinstance(error, psycopg.OperationalError):
        return _first(BY_WORDS, str(error).__contains__, UnreachableError)
    return DatabaseError


def _first(
    table: tuple[tuple[str, type[MlbcoreError]], ...],
    fits: Callable[[str], bool],
    otherwise: type[MlbcoreError],
) -> type[MlbcoreError]:
    return next((kind for key, kind in table if fits(key)), otherwise)


def _told(kind: type[MlbcoreError], error: psycopg.Error) -> str:
    if kind is RecordError:
        return f"the database refuses a value: {_line(error)}"
    if kind is DatabaseError:
        return f"database: {_line(error)}"
    return f"{meaning(kind).rstrip('.')} ({_line(error)})"


def _line(error: BaseException) -> str:
    """The lines of an error in one, each a sentence or a part of its own."""
    lines = (" ".join(line.split()) for line in str(error).splitlines())
    return "; ".join(filter(None, lines)) or type(error).__name__
