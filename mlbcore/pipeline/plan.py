"""What a run is to do: its dates, and which units of them are asked for."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, wait
from typing import TypeVar

from attrs import Factory, define, frozen

from mlbcore.collecting import Collector, Request, Window
from mlbcore.db.units import Key, Unit
from mlbcore.pipeline.answers import Fetched

T = TypeVar("T")
Said = Callable[[Unit], None]
PageKey = tuple[Key, str, str, tuple[tuple[str, str], ...]]


@frozen
class Job:
    """One unit, and the answers on their way to it: None when it is not asked for."""

    collector: Collector
    date: dt.date
    answers: tuple[Future[Fetched], ...] | None
    problem: str = ""
    fed: bool = False

    @property
    def key(self) -> Key:
        return key_of(self.collector, self.date)


@define
class Plan:
    """Which units of which dates are asked for.

    Those that are not ``closed``, or those of ``only``; ``detail``: those that other pages lead to
    as well. A page is asked for once.
    """

    dates: tuple[dt.date, ...]
    closed: set[Key]
    only: frozenset[Key] | None = None
    detail: bool = False
    planned: set[PageKey] = Factory(set)

    def wants(self, key: Key) -> bool:
        return key not in self.closed if self.only is None else key in self.only

    def shows(self, key: Key) -> bool:
        return self.only is None or key in self.only

    def fresh(self, key: Key, requests: Iterable[Request]) -> list[Request]:
        """Those of the requests whose page has not been planned before."""
        found = []
        for request in requests:
            params = tuple(sorted(request.params.items()))
            page = (key, request.base_url, request.path, params)
            if page not in self.planned:
                self.planned.add(page)
                found.append(request)
        return found


def plan_of(window: Window, closed: set[Key], only: Iterable[Key] | None) -> Plan:
    """The plan of a window, or of ``only`` some units, which may be those other pages lead to."""
    if only is None:
        return Plan(tuple(window), closed, detail=window.detail)
    keys = frozenset(only)
    return Plan(tuple(sorted({date for _, _, date in keys})), closed, keys, detail=True)


def key_of(collector: Collector, date: dt.date) -> Key:
    return collector.source, collector.name, date


def come(queue: deque[T], answers: Callable[[T], Sequence[Future[Fetched]]]) -> list[T]:
    """Take the first of a queue off it, once an answer is there, and those after it that are."""
    found = [queue.popleft()]
    wait(answers(found[0])[:1])
    while queue and all(answer.done() for answer in answers(queue[0])):
        found.append(queue.popleft())
    return found
