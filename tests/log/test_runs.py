"""What a run tells the log, at the places where it happens."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx2
import psycopg
import pytest

from mlbcore.collecting import Window
from mlbcore.db.pool import Database
from mlbcore.demo import DATE, BundledDay
from mlbcore.errors import DatabaseError
from mlbcore.models import Market, Side, Signal, SignalType
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.replay import replay
from mlbcore.pipeline.run import Run
from mlbcore.pipeline.telling import tell_raised
from mlbcore.settings import ScrapingSettings, SourceSettings

Logged = Callable[..., Callable[[], list[dict[str, Any]]]]
Line = dict[str, Any]
QUICK = ScrapingSettings(requests_per_second=1000, retries=1, retry_delay=0.01, breaker_failures=2)
UNITS = 5
SIGNAL = Signal(
    id=UUID(int=1),
    game=7,
    market=Market.MONEYLINE,
    side=Side.HOME,
    type=SignalType.STEAM_MOVE,
    strength=0.5,
    confidence=0.75,
    raised_at=dt.datetime(2025, 7, 2, tzinfo=dt.UTC),
    detector="steam",
    version="1",
)


class Changed(BundledDay):
    """The bundled day, but for what a test does to an answer."""

    def __init__(self, change: Callable[[httpx2.Request, bytes], httpx2.Response | bytes]) -> None:
        self.change = change

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = super().handle_request(request)
        changed = self.change(request, answer.content)
        if isinstance(changed, httpx2.Response):
            return changed
        kind = answer.headers.get("Content-Type", "")
        return httpx2.Response(answer.status_code, content=changed, headers={"Content-Type": kind})


def run(ingest: Ingest, transport: httpx2.BaseTransport) -> str:
    """Collect the bundled day; gives the run's id."""
    assert isinstance(ingest.database, Database)
    with Fetcher(QUICK, lambda _: SourceSettings(), transport) as fetcher:
        collecting = Run(ingest.database, ingest, fetcher, ingest.collectors.values())
        return str(collecting.collect(Window(first=DATE, last=DATE), again=True).run_id)


def test_a_signal_is_told_once_it_is_stored(logged: Logged) -> None:
    lines = logged(level="INFO")
    tell_raised([SIGNAL])
    (line,) = lines()
    assert (line["event"], line["signal"]) == ("signal_raised", str(SIGNAL.id))
    assert (line["type"], line["game"], line["strength"]) == ("steam_move", 7, 0.5)


def told(lines: list[Line], event: str) -> list[Line]:
    return [line for line in lines if line.get("event") == event]


def test_a_run_is_told_from_its_start_to_its_end(ingest: Ingest, logged: Logged) -> None:
    lines = logged(level="INFO")
    run_id = run(ingest, BundledDay())
    events = [line for line in lines() if "event" in line]
    assert {line["run_id"] for line in events} == {run_id}
    assert (events[0]["event"], events[-1]["event"]) == ("run_started", "run_finished")
    assert events[0]["sources"] == ["mlb", "action", "sbr"]
    assert (events[-1]["units"], events[-1]["failed"]) == (UNITS, 0)
    count = Counter(line["event"] for line in events)
    assert (count["payload_archived"], count["unit_stored"]) == (UNITS, UNITS)
    assert sum(line["new"] for line in told(events, "unit_stored")) == events[-1]["new"]


def test_every_id_that_a_game_is_given_is_told(
    ingest: Ingest, logged: Logged, database: Database, dsn: str
) -> None:
    lines = logged(level="INFO")
    run(ingest, BundledDay())
    with psycopg.connect(dsn) as connection:
        stored = connection.execute(
            "SELECT s.name, e.external_id, e.game FROM game_source e JOIN source s"
            " ON s.id = e.source"
        ).fetchall()
    matched = told(lines(), "game_matched")
    assert sorted((one["source"], one["external_id"], one["game"]) for one in matched) == sorted(
        stored
    )


def test_what_is_fetched_in_threads_has_the_run_and_the_unit(
    ingest: Ingest, logged: Logged
) -> None:
    lines = logged()
    run_id = run(ingest, BundledDay())
    answers = told(lines(), "request_answered")
    assert {line["thread"] for line in answers} & {"MainThread"} == set()
    assert {line["run_id"] for line in answers} == {run_id}
    units = {line["unit"] for line in told(lines(), "unit_stored")}
    assert {line["unit"] for line in answers} == units
    assert len(units) == UNITS


def test_a_price_that_moved_is_told_with_what_it_was(ingest: Ingest, logged: Logged) -> None:
    lines = logged(level="INFO")
    run(ingest, BundledDay())
    assert told(lines(), "line_moved") == []

    def moved(request: httpx2.Request, body: bytes) -> bytes:
        return body.replace(b'"odds":-110', b'"odds":-112', 1)

    run(ingest, Changed(moved))
    (move,) = told(lines(), "line_moved")
    assert (move["price_before"], move["price"], move["source"]) == (-110, -112, "action")
    assert move["line"] == move["line_before"]
    run(ingest, Changed(moved))
    assert len(told(lines(), "line_moved")) == 1


def test_a_source_that_blocks_us_is_told_with_how_its_page_begins(
    ingest: Ingest, logged: Logged
) -> None:
    lines = logged(level="WARNING")
    page = b"<title>Are you human?</title> token=geheim " + b"x" * 1000

    def block(request: httpx2.Request, body: bytes) -> httpx2.Response | bytes:
        return httpx2.Response(403, content=page) if "betting-odds" in str(request.url) else body

    run(ingest, Changed(block))
    blocked = told(lines(), "source_blocked")
    assert {(line["source"], line["http_status"]) for line in blocked} == {("sbr", 403)}
    assert all(line["body"].startswith("<title>Are you human?") for line in blocked)
    assert all(len(line["body"]) <= 210 for line in blocked)
    assert "geheim" not in str(lines())


def test_a_host_that_is_left_alone_and_what_is_tried_again_is_told(
    ingest: Ingest, logged: Logged
) -> None:
    lines = logged(level="INFO")

    def fail(request: httpx2.Request, body: bytes) -> httpx2.Response | bytes:
        return httpx2.Response(503) if "betting-odds" in str(request.url) else body

    run(ingest, Changed(fail))
    (opened,) = told(lines(), "breaker_opened")
    assert (opened["source"], opened["rest"] > 50) == ("sbr", True)
    again = told(lines(), "attempt_failed")
    assert again
    assert all("503" in line["reason"] and line["unit"].startswith("sbr/") for line in again)


def test_a_game_that_nobody_knows_is_told_once(
    ingest: Ingest, logged: Logged, take: Callable[..., object]
) -> None:
    lines = logged(level="INFO")

    def renamed(request: httpx2.Request, body: bytes) -> bytes:
        return body.replace(b'"away_team_id":201', b'"away_team_id":99201')

    transport = Changed(renamed)
    run(ingest, transport)
    unmatched = told(lines(), "game_unmatched")
    run(ingest, transport)
    assert unmatched
    assert told(lines(), "game_unmatched") == unmatched
    assert {line["source"] for line in unmatched} == {"action"}


def test_a_replay_is_a_run_of_its_own(ingest: Ingest, database: Database, logged: Logged) -> None:
    run(ingest, BundledDay())
    lines = logged(level="INFO")
    window = Window(first=DATE, last=DATE)
    result = replay(database, ingest, window, ["mlb", "sbr", "action"])
    (began,) = told(lines(), "run_started")
    assert (began["kind"], began["run_id"]) == ("replay", str(result.run_id))
    assert told(lines(), "payload_archived") == []


def test_statements_are_told_cut_and_without_what_they_were_given(
    database: Database, logged: Logged
) -> None:
    lines = logged()
    with database.reading() as store:
        store.connection.execute("SELECT %(secret)s::text", {"secret": "geheim"})
        store.connection.execute("SELECT 1" + " + 1" * 500)
    ours = [line for line in told(lines(), "query_finished") if line["thread"] == "MainThread"]
    short, long = (line["query"] for line in ours)
    assert short == "SELECT %(secret)s::text"
    assert len(long) == 503
    assert "geheim" not in str(lines())


def test_an_error_of_the_database_has_the_servers_code(database: Database) -> None:
    with pytest.raises(DatabaseError) as caught, database.reading() as store:
        store.connection.execute("SELECT pg_sleep('x', 1)")
    assert caught.value.document()["sqlstate"] == "42883"
