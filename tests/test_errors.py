"""Errors: what each says, what to do about it, and what is known of it as JSON."""

from __future__ import annotations

import builtins
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from inspect import signature
from typing import Any

import pytest

from mlbcore import errors
from mlbcore.errors import (
    BlockedError,
    DatabaseError,
    DataError,
    FetchError,
    MlbcoreError,
    RetryError,
    SkipError,
    StopError,
    group,
    meaning,
)
from mlbcore.scope import bound, within

Kinds = list[type[MlbcoreError]]
PLANTED = "postgresql://me:geheim@h/d"
# What a leaf may be given beside its message.
FACTS: dict[str, Any] = {
    "retry_after": 30.0,
    "received": b"password=geheim",
    "status": 403,
    "content_type": "text/html",
}


def _below(kind: type[MlbcoreError]) -> Iterator[type[MlbcoreError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from _below(one)


KINDS = [kind for kind in dict.fromkeys(_below(MlbcoreError)) if kind.__module__ == errors.__name__]
by_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


def made(kind: type[MlbcoreError], message: str | None = None) -> MlbcoreError:
    taken = signature(kind).parameters
    return kind(message, **{name: fact for name, fact in FACTS.items() if name in taken})


@by_kind
def test_every_error_says_what_its_docstring_says(kind: type[MlbcoreError]) -> None:
    assert str(made(kind)) == meaning(kind)
    assert meaning(kind).endswith(".") or ":" in meaning(kind)


@by_kind
def test_every_error_is_json_without_secrets(kind: type[MlbcoreError]) -> None:
    with within(correlation_id="c", run_id="r", unit="mlb/schedule/2025-07-02", source="mlb"):
        error = made(kind, f"cannot reach {PLANTED}").about(
            field="database.url", value=PLANTED, sqlstate="57P03"
        )
    error.__cause__ = OSError(f"no route to {PLANTED}")
    document = error.document()
    assert json.loads(json.dumps(document)) == document
    assert "geheim" not in json.dumps(document) + str(error) + repr(error)
    known = ("correlation_id", "run_id", "unit", "source", "field", "sqlstate")
    assert [document[name] for name in known] == [
        *("c", "r", "mlb/schedule/2025-07-02", "mlb", "database.url", "57P03")
    ]
    assert document["error"] == kind.__name__
    assert document["causes"] == ["OSError: no route to postgresql://me:MASKED@h/d"]
    assert (document["group"], document["exit_code"]) == (group(kind), kind.exit_code)


@by_kind
def test_no_error_hides_a_builtin(kind: type[MlbcoreError]) -> None:
    assert kind.__name__ not in dir(builtins)


@by_kind
def test_every_error_is_of_one_group(kind: type[MlbcoreError]) -> None:
    groups = [base for base in (RetryError, SkipError, StopError) if issubclass(kind, base)]
    assert len(groups) == 1 or (not groups and kind in (*DATABASE_STOPS, MlbcoreError))


# Those somebody must act on, though another process may well go on.
DATABASE_STOPS = [kind for kind in KINDS if issubclass(kind, DatabaseError)]


def test_what_a_leaf_knows_is_in_its_document() -> None:
    document = BlockedError(status=403, content_type="text/html").document()
    assert (document["http_status"], document["content_type"]) == (403, "text/html")
    assert FetchError(retry_after=2.5).document()["retry_after"] == 2.5
    assert "http_status" not in BlockedError().document()


def test_an_error_of_a_thread_knows_the_run_that_began_it() -> None:
    def fail() -> None:
        raise DataError

    with ThreadPoolExecutor(1) as pool:
        with within(run_id="r", unit="u"):
            known = pool.submit(bound(fail))
        unknown = pool.submit(fail)
    assert [_scope(known.exception), _scope(unknown.exception)] == [("r", "u"), ("", "")]


def test_the_causes_are_told_the_nearest_first() -> None:
    error, nearer = DataError(), ValueError("nearer")
    error.__cause__, nearer.__cause__ = nearer, KeyError("deeper")
    assert error.document()["causes"] == ["ValueError: nearer", "KeyError: 'deeper'"]


def _scope(exception: Callable[[], BaseException | None]) -> tuple[str, str]:
    error = exception()
    assert isinstance(error, MlbcoreError)
    return error.scope.run_id, error.scope.unit
