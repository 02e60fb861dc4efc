"""Errors, grouped by what the caller should do: retry, skip, or stop.

A leaf's message is its docstring unless one is given. docs/errors.md has each with what to do.
"""

from __future__ import annotations

import inspect
from enum import IntEnum
from typing import Any, Self

from mlbcore.masking import mask
from mlbcore.scope import current

Fact = str | int | float


class ExitCode(IntEnum):
    """What a command's exit says of how it went."""

    DONE = 0
    DEFECT = 1
    USAGE = 2
    PART_FAILED = 3
    SOURCES_FAILED = 4
    DATABASE = 5
    CONFIGURATION = 6
    # As shells tell of a signal: 128 and its number.
    INTERRUPTED = 130
    TERMINATED = 143


class MlbcoreError(Exception):
    """Something went wrong.

    ``scope`` is what was being done, by ``component`` where it does not say; ``details`` are the
    field, value, sqlstate and the like that it is about.
    """

    exit_code = ExitCode.DEFECT
    component = "core"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(mask(message or meaning(type(self))))
        self.scope = current()
        self.details: dict[str, Fact] = {}

    def about(self, **details: Fact | None) -> Self:
        """The same error, with what more is known of it; None is not known."""
        for name, value in details.items():
            if value is not None:
                self.details[name] = mask(value) if isinstance(value, str) else value
        return self

    def document(self) -> dict[str, Any]:
        """All that is known of it, flat and without secrets, as JSON has it."""
        known = {name: mask(value) for name, value in self.scope._asdict().items() if value}
        return {
            "component": self.component,
            **known,
            **self.details,
            "error": type(self).__name__,
            "group": group(type(self)),
            "exit_code": self.exit_code,
            "reason": str(self),
            "causes": [mask(f"{type(one).__name__}: {one}") for one in _causes(self)],
        }


def meaning(kind: type[MlbcoreError]) -> str:
    """What a class of errors means: the first paragraph of its docstring."""
    return (inspect.getdoc(kind) or kind.__name__).partition("\n\n")[0]


def group(kind: type[MlbcoreError]) -> str:
    """What to do about a class of errors: retry, skip or stop."""
    if issubclass(kind, RetryError):
        return "retry"
    return "skip" if issubclass(kind, SkipError) else "stop"


def _causes(error: BaseException) -> list[BaseException]:
    """What is behind an error, the nearest first."""
    causes: list[BaseException] = []
    while (cause := error.__cause__) is not None and cause not in causes:
        causes.append(cause)
        error = cause
    return causes


class RetryError(MlbcoreError):
    """It may work a little later."""

    exit_code = ExitCode.PART_FAILED


class FetchError(RetryError):
    """A source could not be reached or did not answer in full."""

    def __init__(self, message: str | None = None, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.about(retry_after=retry_after)


class TruncatedError(FetchError):
    """An answer was cut short; ``received`` is what had arrived of its body."""

    def __init__(self, message: str | None = None, *, received: bytes = b"") -> None:
        super().__init__(message)
        self.received = received


class RateLimitedError(FetchError):
    """A source wants to be asked later than a run waits; ``retry_after``, if it says, is when."""


class BreakerOpenError(FetchError):
    """A source failed so often in a row that it is left alone; ``retry_after`` is for how long."""


class SkipError(MlbcoreError):
    """This payload or record cannot be used; the others can."""

    exit_code = ExitCode.PART_FAILED


class RefusedError(SkipError):
    """A source refused the request, and would refuse it again; ``status`` is 0 if none came."""

    def __init__(self, message: str | None = None, *, status: int = 0) -> None:
        super().__init__(message)
        self.status = status
        self.about(http_status=status or None)


class BlockedError(RefusedError):
    """Something else came in place of the answer: a login page, a captcha, nothing at all.

    ``received`` is its body, of that ``content_type``.
    """

    def __init__(
        self,
        message: str | None = None,
        *,
        status: int = 0,
        received: bytes = b"",
        content_type: str = "",
    ) -> None:
        super().__init__(message, status=status)
        self.received = received
        self.content_type = content_type
        self.about(content_type=content_type or None)


class NotOfferedError(RefusedError):
    """A source has no such page."""


class DataError(SkipError):
    """A payload does not have the form it is known to have."""


class RecordError(SkipError, ValueError):
    """A record's values cannot be true."""


class LimitError(SkipError):
    """A bet goes beyond a limit of the settings."""

    exit_code = ExitCode.USAGE


class MissingError(SkipError, LookupError):
    """There is no such record."""

    exit_code = ExitCode.USAGE


class IdentityError(SkipError, LookupError):
    """A name or id of a source is not known."""


class StopError(MlbcoreError):
    """Nothing useful can be done before somebody acts."""


class DefectError(StopError):
    """A defect of mlbcore, please report it."""

    exit_code = ExitCode.DEFECT


class ConfigurationError(StopError):
    """A setting is wrong."""

    exit_code = ExitCode.CONFIGURATION


class PluginError(StopError):
    """A plugin cannot be used."""

    exit_code = ExitCode.CONFIGURATION


class DatabaseError(MlbcoreError):
    """The database cannot be used.

    A leaf that is a RetryError too may pass by itself; for any other somebody must act.
    """

    exit_code = ExitCode.DATABASE
    component = "database"


class UnreachableError(DatabaseError, RetryError):
    """The database cannot be reached, or was lost: start the server, or correct `database.url`."""


class ConflictError(DatabaseError, RetryError):
    """A transaction met another one's: done again whole, it will pass."""


class StandbyError(DatabaseError, RetryError):
    """The server takes no writes: it is a standby, or still recovering."""


class UnknownOutcomeError(DatabaseError):
    """The connection was lost during COMMIT: what was written may be stored or not."""


class PoolExhaustedError(DatabaseError):
    """Every connection is in use, and none came free in time."""


class StatementTimeoutError(DatabaseError):
    """A statement took, or waited for a lock, longer than the settings allow."""


class NoRoomError(DatabaseError, StopError):
    """The server has no disk, memory or connection left: make room, then run again."""


class ReadOnlyError(DatabaseError, StopError):
    """A write through a connection that only reads."""


class SchemaError(DatabaseError, StopError):
    """The database does not have the schema this version needs: run `mlbcore migrate up`."""


class MigrationError(DatabaseError, StopError):
    """A migration cannot be applied."""
