"""A run goes on by itself when the server was away for a moment, and stores the same."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from mlbcore.collecting import Window
from mlbcore.db.pool import Database
from mlbcore.db.units import Unit
from mlbcore.demo import DATE, BundledDay
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.run import Run
from mlbcore.plugins import discover
from mlbcore.settings import ScrapingSettings, SourceSettings

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
