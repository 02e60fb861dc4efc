"""The only place that knows psycopg's errors: all become ours, with the cause kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import PoolTimeout

from mlbcore.errors import (
    ConfigurationError,
    DatabaseError,
    MigrationError,
    RecordError,
    SchemaError,
)

NO_SCHEMA = (errors.UndefinedTable, errors.UndefinedColumn)


@contextmanager
def translated() -> Iterator[None]:
    """Raise one of ours for whatever psycopg raises inside.

    RecordError for a value the database refuses, SchemaError where a table is missing,
    DatabaseError for the rest.
    """
    try:
        yield
    except NO_SCHEMA as error:
        raise SchemaError from error
    except PoolTimeout as error:
        raise DatabaseError(f"no connection to the database in time: {_line(error)}") from error
    except (psycopg.DataError, psycopg.IntegrityError) as error:
        raise RecordError(f"the database refuses a value: {_line(error)}") from error
    except psycopg.Error as error:
        raise DatabaseError(f"database: {_line(error)}") from error


@contextmanager
def refused(migration: str) -> Iterator[None]:
    """Raise MigrationError, which names the migration, for whatever psycopg raises inside."""
    try:
        yield
    except errors.LockNotAvailable as error:
        raise MigrationError(
            f"{migration}: another session does not let go of what it needs; try again"
        ) from error
    except psycopg.Error as error:
        raise MigrationError(f"{migration}: {_line(error)}") from error


def place(dsn: str) -> str:
    """Where a DSN points to, without user and password. Raises ConfigurationError."""
    try:
        parts = conninfo_to_dict(dsn)
    except psycopg.Error:
        # The text of the error, and its cause, would quote the DSN with its password.
        raise ConfigurationError("the database URL cannot be read") from None
    host, port = parts.get("host", "localhost"), parts.get("port", 5432)
    return f"{parts.get('dbname', '')} on {host}:{port}"


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
