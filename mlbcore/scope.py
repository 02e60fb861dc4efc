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
    was doing. A tuple, since some are made for each payload.
    """

    correlation_id: str = ""
    run_id: str = ""
    unit: str = ""
    source: str = ""
    url: str = ""
    component: str = ""
    operation: str = ""


UNKNOWN = Scope()
CURRENT: ContextVar[Scope] = ContextVar("scope", default=UNKNOWN)


def current() -> Scope:
    """The scope of this thread."""
    return CURRENT.get()


@contextmanager
def within(**known: str) -> Iterator[None]:
    """Inside, these fields of the scope are known too."""
    before = CURRENT.set(CURRENT.get()._replace(**known))
    try:
        yield
    finally:
        CURRENT.reset(before)


def bound(call: Callable[..., T]) -> Callable[..., T]:
    """The call with the scope of here, for one time in another thread."""
    return partial(copy_context().run, call)
