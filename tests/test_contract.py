"""A source that changes its shape is reported; what comes and goes is not."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.db.pool import Database
from mlbcore.models import Payload
from mlbcore.pipeline.contract import Shape, changes, shape

Run = Callable[..., subprocess.CompletedProcess[str]]
DAY = dt.date(2025, 7, 2)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(-1, 1) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc12"), inner, max_size=3)
    ),
    max_leaves=20,
)


def page(*games: dict[str, Any]) -> bytes:
    return json.dumps({"games": games}).encode()


def game(**more: Any) -> dict[str, Any]:
    return {"id": 1, "odds": {"15": {"price": -110}}, **more}


def told(before: bytes, now: bytes) -> set[tuple[str, str]]:
    return {(c.path, c.change) for c in changes(shape([before] * 10), shape([now]))}


BEFORE = page(game(), game(), game(start="noon"), game(venue=None))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (BEFORE, set()),
        (page(), set()),
        (page(game()), set()),
        (page({"id": 1}), {("$.games[].odds", "vanished")}),
        (page(game(id="1")), {("$.games[].id", "kind changed")}),
        (page(game(id=None)), set()),
        (page(game(venue="Fenway")), set()),
        (page(game(start=12)), {("$.games[].start", "kind changed")}),
        (page(game(fresh=1)), {("$.games[].fresh", "appeared")}),
        (page(game(fresh=1), game(), game()), set()),
        (page(game(odds={"68": {"price": -110}})), set()),
        (page(game(odds={"68": {}})), {("$.games[].odds.{}.price", "vanished")}),
    ],
)
def test_a_change_of_shape_is_told_and_an_optional_key_is_none(
    now: bytes, expected: set[tuple[str, str]]
) -> None:
    assert told(BEFORE, now) == expected


def test_a_page_has_the_shape_of_the_json_in_it() -> None:
    script = b'<script id="x" type="application/json">'
    html = b"<html>" + script + BEFORE + b"</script></html>"
    assert shape([html]) == shape([BEFORE])


def test_what_cannot_be_read_has_no_shape() -> None:
    assert shape([b"<html>", b"{", b"", b"\xff", b"[" * 100_000]) == Shape()


@given(st.lists(JSON.map(lambda document: json.dumps([document]).encode()), max_size=6))
def test_the_same_payloads_have_not_changed(bodies: list[bytes]) -> None:
    assert changes(shape(bodies), shape(reversed(bodies))) == []


def test_the_report_compares_a_date_with_those_before(
    dsn: str, database: Database, mlbcore: Run
) -> None:
    for day in range(8):
        now = page(game(id="x")) if day == 7 else BEFORE
        date = DAY + dt.timedelta(days=day)
        at = dt.datetime.combine(date, dt.time(16), dt.UTC)
        answer = Payload(
            source="mlb", collector="schedule", date=date, url="/", fetched_at=at, body=now
        )
        with database.writing() as store:
            store.payloads.keep(answer)
    asked = ("contract", "--date", "2025-07-09", "--format", "json")
    shown = mlbcore(*asked, MLBCORE_DATABASE_URL=dsn)
    assert json.loads(shown.stdout) == [
        {
            "source": "mlb",
            "collector": "schedule",
            "path": "$.games[].id",
            "change": "kind changed",
            "before": "integer",
            "now": "string",
            "share": 1.0,
        }
    ]
    assert "mlb/schedule: 1 payloads compared with 7 before" in shown.stderr
