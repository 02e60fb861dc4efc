"""Errors, grouped by what the caller should do: retry, skip, or stop.

A leaf's message is its docstring unless one is given. Nothing here imports anything of mlbcore.
"""

from __future__ import annotations

import inspect


class MlbcoreError(Exception):
    """Something went wrong."""

    exit_code = 1

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or inspect.getdoc(type(self)))


class RetryError(MlbcoreError):
    """It may work a little later."""

    exit_code = 3


class FetchError(RetryError):
    """A source could not be reached or did not answer in full."""

    def __init__(self, message: str | None = None, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class TruncatedError(FetchError):
    """An answer was cut short; ``received`` is what had arrived of its body."""

    def __init__(self, message: str | None = None, *, received: bytes = b"") -> None:
        super().__init__(message)
        self.received = received


class SkipError(MlbcoreError):
    """This payload or record cannot be used; the others can."""

    exit_code = 3


class RefusedError(SkipError):
    """A source refused the request, and would refuse it again."""


class DataError(SkipError):
    """A payload does not have the form it is known to have."""


class RecordError(SkipError, ValueError):
    """A record's values cannot be true."""


class MissingError(SkipError, LookupError):
    """There is no such record."""


class IdentityError(SkipError, LookupError):
    """A name or id of a source is not known."""


class StopError(MlbcoreError):
    """Nothing useful can be done before somebody acts."""


class ConfigurationError(StopError):
    """A setting is wrong."""

    exit_code = 6


class PluginError(StopError):
    """A plugin cannot be used."""

    exit_code = 6


class DatabaseError(StopError):
    """The database cannot be used."""

    exit_code = 5


class SchemaError(DatabaseError):
    """The database does not have the schema this version needs: run `mlbcore migrate up`."""


class MigrationError(DatabaseError):
    """A migration cannot be applied."""
