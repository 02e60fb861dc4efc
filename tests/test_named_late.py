"""Prices that were stored before MLB named their game, and came again with it."""

from __future__ import annotations

import httpx2
import psycopg

from mlbcore.collecting import Window
from mlbcore.db.pool import Database
from mlbcore.demo import DATE, BundledDay
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.run import Run
from mlbcore.plugins import discover
from mlbcore.settings import ScrapingSettings, SourceSettings

TWICE = """
    SELECT count(*) FROM (
        SELECT FROM quote
        GROUP BY game, book, market, side, rung, phase, observed_at, tick, price, line, status
        HAVING count(*) > 1
    ) q
"""


class Down(BundledDay):
    """The bundled day without MLB."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if "schedule" in request.url.path:
            return httpx2.Response(503, request=request)
        return super().handle_request(request)


class Spaced(BundledDay):
    """The bundled day in bytes that differ in nothing that is read."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        response = super().handle_request(request)
        return httpx2.Response(200, headers=response.headers, content=response.read() + b"\n")


def collect(database: Database, transport: httpx2.BaseTransport) -> None:
    plugins = discover(frozenset({"mlb", "sbr", "action"}))
    quick = ScrapingSettings(requests_per_second=1000, retries=0)
    with Fetcher(quick, lambda _: SourceSettings(), transport) as fetcher:
        ingest = Ingest(database, plugins.collectors, plugins.mappers)
        run = Run(database, ingest, fetcher, plugins.collectors)
        run.collect(Window(first=DATE, last=DATE), again=True)


def test_prices_that_came_before_their_game_was_named_are_not_stored_twice(
    database: Database, dsn: str
) -> None:
    collect(database, Down())
    collect(database, Spaced())
    with psycopg.connect(dsn) as connection:
        assert connection.execute(TWICE).fetchone() == (0,)
        counted = connection.execute("SELECT count(*) FROM unit WHERE unchanged < 0").fetchone()
        assert counted == (0,)
