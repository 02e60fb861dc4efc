"""What is being done, for whom: known to every error and log line, in every thread of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from functools import partial
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Scope(NamedTuple):
    """Empty is not known. ``correlation_id`` is of a command, ``run_id`` of a run within it.

    ``unit`` is source/collector/date; ``url`` has no secrets; ``operation`` is what ``component``
    was doing, a command if nothing less. A tuple, since some are made for each payload.
    """

    correlation_id: str = ""
    run_id: str = ""
    unit: str = ""
    source: str = ""
    url: str = ""
    component: str = ""
    operation: str = ""


class Outermost:
    """What every thread of the process knows, also those that libraries start."""

    scope = Scope()


CURRENT: ContextVar[Scope | None] = ContextVar("scope", default=None)
# What an error that is none of ours is marked with.
RAISED_IN = "mlbcore_scope"


def begin(**known: str) -> None:
    """From here on these fields of the scope are known in the whole process."""
    Outermost.scope = Outermost.scope._replace(**known)


def current() -> Scope:
    """The scope of this thread."""
    return CURRENT.get() or Outermost.scope


@contextmanager
def within(**known: str) -> Iterator[None]:
    """Inside, these fields of the scope are known too."""
    before = CURRENT.set(current()._replace(**known))
    try:
        yield
    except Exception as error:
        if not hasattr(error, RAISED_IN):
            setattr(error, RAISED_IN, current())
        raise
    finally:
        CURRENT.reset(before)


def raised_in(error: Exception) -> Scope:
    """The innermost scope that an error came through."""
    found = getattr(error, RAISED_IN, None)
    return found if isinstance(found, Scope) else current()


def bound(call: Callable[..., T]) -> Callable[..., T]:
    """The call with the scope of here, for one time in another thread."""
    return partial(copy_context().run, call)
