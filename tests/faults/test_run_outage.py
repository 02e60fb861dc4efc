"""A run or a watch goes on by itself when the server was away for a moment."""

from __future__ import annotations

import datetime as dt
import threading
import time
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from mlbcore.cli.notify import tell_people
from mlbcore.cli.watch import telling_lines
from mlbcore.collecting import Window
from mlbcore.db.pool import Database
from mlbcore.db.units import Unit
from mlbcore.demo import DATE, BundledDay
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.outcome import RunResult
from mlbcore.pipeline.run import Run
from mlbcore.pipeline.watch import Watch
from mlbcore.plugins import discover
from mlbcore.settings import (
    DatabaseSettings,
    ScrapingSettings,
    Settings,
    SourceSettings,
)

if TYPE_CHECKING:
    from tests.faults.conftest import OwnServer


@pytest.mark.slow
def test_a_run_outlives_a_server_that_is_killed_and_comes_back(
    own_server: OwnServer, own_database: Database
) -> None:
    plugins = discover(frozenset({"mlb", "sbr", "action"}))
    quick = ScrapingSettings(requests_per_second=1000)
    told: list[Unit] = []

    def said(unit: Unit) -> None:
        told.append(unit)
        if len(told) == 1:
            own_server.kill()
            threading.Timer(1.5, own_server.start).start()

    with Fetcher(quick, lambda _: SourceSettings(), BundledDay()) as fetcher:
        ingest = Ingest(own_database, plugins.collectors, plugins.mappers)
        run = Run(own_database, ingest, fetcher, plugins.collectors)
        result = run.collect(Window(first=DATE, last=DATE), said=said)
    assert [unit.status for unit in result.units] == ["success"] * 5
    assert sum(unit.new for unit in result.units) == 652
    assert result.unmatched == 0
    assert own_server.value("SELECT count(*) FROM game") == 19
    assert own_server.value("SELECT count(*) FROM run WHERE finished_at IS NOT NULL") == 1


@pytest.mark.slow
def test_a_watch_outlives_a_server_that_is_away_after_a_poll(
    own_server: OwnServer, own_database: Database
) -> None:
    told: list[dt.datetime | None] = []

    def poll() -> RunResult:
        own_server.kill()
        threading.Timer(1.5, own_server.start).start()
        return RunResult(run_id=uuid4(), units=(), unmatched=0)

    def clock() -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    second = dt.timedelta(seconds=1)
    watch = Watch(own_database, DATE, second, second, clock, time.sleep, lambda: False)
    watch.follow(poll, lambda _, due: told.append(due))
    assert told == [None]


@pytest.mark.slow
def test_people_are_told_later_when_the_server_is_away(own_server: OwnServer) -> None:
    day, chosen = Window(first=DATE, last=DATE), Settings()
    with Database(own_server.dsn, DatabaseSettings(outage=0)) as database:
        tell = partial(tell_people, database, chosen, [], day, ["sbr"])
        assert telling_lines(tell) == []
        own_server.kill()
        [line] = telling_lines(tell)
    assert line.startswith("telling was broken off: ")
