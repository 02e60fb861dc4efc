"""Every error, event, component and field of the log is in the documentation, and no other."""

from __future__ import annotations

import ast
import datetime as dt
import importlib
import pkgutil
import re
import types
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from attrs import fields, fields_dict

import mlbcore
from mlbcore.errors import MlbcoreError, group, meaning
from mlbcore.log import Event, events
from mlbcore.log.event import Timed
from mlbcore.log.events import CommandFailed
from mlbcore.scope import Scope
from mlbcore.settings.components import COMPONENTS

# What a field of each type may be in an index.
MAPPINGS: Mapping[object, set[str]] = {
    str: {"keyword", "text"},
    int: {"long"},
    float: {"double"},
    bool: {"boolean"},
    dt.date: {"date"},
    tuple[str, ...]: {"keyword", "text"},
}
ALWAYS = ("time", "level", "component", "event", "logger", "thread", "message", "traceback")
OF_ERRORS = (
    *("error", "group", "exit_code", "reason", "causes"),
    *("http_status", "content_type", "retry_after", "sqlstate"),
)


@pytest.fixture(scope="module")
def errors(root: Path) -> str:
    return (root / "docs" / "errors.md").read_text("utf-8")


@pytest.fixture(scope="module")
def logging(root: Path) -> str:
    return (root / "docs" / "logging.md").read_text("utf-8")


def test_every_error_is_documented_with_its_group_code_and_meaning(errors: str) -> None:
    told = {name: rest for name, *rest, _ in _rows(errors, "error", 5)}
    assert told == {
        kind.__name__: [group(kind), str(kind.exit_code), meaning(kind).replace("`", "")]
        for kind in _errors()
    }


def test_every_error_says_what_to_do(errors: str) -> None:
    assert all(row[-1] for row in _rows(errors, "error", 5))


def test_every_event_is_documented_with_its_fields_and_meaning(logging: str) -> None:
    told = {name: rest for name, *rest in _rows(logging, "event", 5)}
    assert told == {
        kind.name(): [kind.component, _level(kind), _fields(kind), _doc(kind)] for kind in _events()
    }


def test_every_component_is_documented(logging: str) -> None:
    assert [name for name, _ in _rows(logging, "component", 2)] == list(COMPONENTS)
    assert {kind.component for kind in _events()} <= set(COMPONENTS)


def test_every_field_of_a_line_is_documented_once(logging: str) -> None:
    told = [name for name, *_ in _rows(logging, "field", 3)]
    assert len(told) == len(set(told))
    assert set(told) == {*ALWAYS, *OF_ERRORS, *_scope_fields(), *(name for name, _ in _typed())}


def test_every_field_has_a_type_that_holds_its_values(logging: str) -> None:
    told = {name: kind for name, kind, _ in _rows(logging, "field", 3)}
    wrong = [(name, kind) for name, kind in _typed() if told[name] not in MAPPINGS[kind]]
    assert wrong == []


def test_every_event_is_told_somewhere(modules: dict[str, ast.Module]) -> None:
    made = {
        node.func.id
        for module in modules.values()
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert {kind.__name__ for kind in _events()} - made == set()


def _rows(page: str, first: str, columns: int) -> list[list[str]]:
    """The rows of the table whose first column is called so."""
    table = re.search(rf"^\| {first} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", page, re.MULTILINE)
    assert table is not None
    rows = [
        [cell.strip().replace("`", "") for cell in line.strip("|\n ").split(" | ")]
        for line in table[1].splitlines()
    ]
    assert {len(row) for row in rows} == {columns}
    return rows


@cache
def _errors() -> tuple[type[MlbcoreError], ...]:
    for module in pkgutil.walk_packages(mlbcore.__path__, "mlbcore."):
        if module.name != "mlbcore.__main__":
            importlib.import_module(module.name)
    found = dict.fromkeys(_below(MlbcoreError))
    return tuple(kind for kind in found if kind.__module__.startswith("mlbcore."))


def _below(kind: type[MlbcoreError]) -> Iterator[type[MlbcoreError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from _below(one)


def _events() -> list[type[Event]]:
    found = [one for one in vars(events).values() if isinstance(one, type)]
    return [one for one in found if issubclass(one, Event) and one not in (Event, Timed)]


def _level(kind: type[Event]) -> str:
    if issubclass(kind, Timed):
        return "by speed"
    return kind.rank


def _fields(kind: type[Event]) -> str:
    if kind is CommandFailed:
        return "those of [errors.md](errors.md)"
    names = [
        one.name for one in fields(kind) if one.name != "seconds" or not issubclass(kind, Timed)
    ]
    return " ".join([*names, *(("seconds", "speed") if issubclass(kind, Timed) else ())])


def _doc(kind: type[Event]) -> str:
    return (kind.__doc__ or "").replace("``", "")


def _typed() -> list[tuple[str, Any]]:
    """The fields of all events with their types."""
    found: list[tuple[str, Any]] = [("speed", str)]
    for kind in _events():
        hints = get_type_hints(kind)
        if kind is not CommandFailed:
            found += [(name, _without_none(hints[name])) for name in fields_dict(kind)]
    return found


def _without_none(hint: Any) -> Any:
    return get_args(hint)[0] if isinstance(hint, types.UnionType) else hint


def _scope_fields() -> set[str]:
    return set(Scope._fields)
