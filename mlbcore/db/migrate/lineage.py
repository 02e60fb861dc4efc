"""Which migration needs which: the one before it in its namespace, and those it says."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Protocol

from mlbcore.db.migrations import CORE, Migration
from mlbcore.errors import MigrationError

NOTHING = "0000"
Needs = Mapping[str, frozenset[str]]


class Step(Protocol):
    """What a file and its row in the database have in common."""

    @property
    def namespace(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def depends(self) -> tuple[str, ...]: ...


def needs(steps: Iterable[Step]) -> Needs:
    """For each name the names it directly needs."""
    found: dict[str, frozenset[str]] = {}
    before: dict[str, str] = {}
    for step in sorted(steps, key=lambda step: (step.namespace, step.id)):
        previous = before.get(step.namespace)
        found[step.name] = frozenset((*step.depends, *([previous] if previous else ())))
        before[step.namespace] = step.name
    return found


def reached(start: Iterable[str], edges: Needs) -> set[str]:
    """``start``, and what can be reached from it."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += edges.get(name, ())
    return found


def needed_by(edges: Needs) -> Needs:
    """The same edges the other way."""
    turned: dict[str, set[str]] = {}
    for name, needed in edges.items():
        for other in needed:
            turned.setdefault(other, set()).add(name)
    return {name: frozenset(others) for name, others in turned.items()}


def ordered(migrations: Sequence[Migration]) -> list[Migration]:
    """Each after what it needs, and otherwise in the order given.

    Raises MigrationError for a dependency nobody brings, a cycle, and two of one name.
    """
    numbers = Counter(f"{step.namespace}/{step.id[:4]}" for step in migrations)
    if twice := [number for number, count in numbers.items() if count > 1]:
        raise MigrationError(f"there are two {twice[0]}: is a plugin's name taken?")
    known = {migration.name: migration for migration in migrations}
    edges = needs(known.values())
    for name, needed in edges.items():
        if unknown := sorted(needed - known.keys()):
            raise MigrationError(f"{name} depends on {unknown[0]}, which nobody brings")
    sorter = TopologicalSorter(edges)
    try:
        sorter.prepare()
    except CycleError as error:
        raise MigrationError(f"migrations depend on each other: {_circle(error)}") from error
    return _drained(sorter, list(known), known)


def find(steps: Iterable[Step], wanted: str) -> str:
    """The name meant by ``namespace/id``, or by an id of the core; its number is enough.

    Raises MigrationError for one that is not there.
    """
    namespace, _, id_ = wanted.rpartition("/")
    namespace = namespace or CORE
    for step in steps:
        if step.namespace == namespace and id_ in {step.id, step.id.partition("_")[0]}:
            return step.name
    raise MigrationError(f"there is no migration {namespace}/{id_}")


def _drained(
    sorter: TopologicalSorter[str], names: list[str], known: Mapping[str, Migration]
) -> list[Migration]:
    place = {name: index for index, name in enumerate(names)}
    found: list[Migration] = []
    ready: list[int] = []
    while sorter.is_active():
        for name in sorter.get_ready():
            heapq.heappush(ready, place[name])
        first = names[heapq.heappop(ready)]
        sorter.done(first)
        found.append(known[first])
    return found


def _circle(error: CycleError) -> str:
    return " -> ".join(error.args[1])
