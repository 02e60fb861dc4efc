"""What asking a source came to is counted for each run, and stored when the run ends."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx2
import psycopg
import pytest
from attrs import evolve

from mlbcore.breaker import BreakerState
from mlbcore.collecting import Window
from mlbcore.db.figures import FiguresReader
from mlbcore.db.pool import Database
from mlbcore.db.store import Store
from mlbcore.db.units import Traffic
from mlbcore.errors import FetchError
from mlbcore.pipeline.breakers import Breakers
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.run import Run
from mlbcore.pipeline.traffic import TrafficCount

if TYPE_CHECKING:
    from tests.http.conftest import Site

DAY = dt.date(2025, 7, 2)


def collect(database: Database, site: Site, fetcher: Fetcher, days: int, threads: int = 1) -> None:
    """A run over so many days of one page each."""
    window = Window(first=DAY, last=DAY + dt.timedelta(days=100))
    ingest = Ingest(database, [site.pages], {})
    only = [(site.pages.source, site.pages.name, date) for date in list(window)[:days]]
    Run(database, ingest, fetcher, [site.pages]).collect(window, only=only, threads=threads)


def last(database: Database) -> Traffic:
    """What the last run left."""
    with database.reading() as store:
        (traffic,) = FiguresReader(store.connection).traffic()
    return traffic


@pytest.fixture
def unpaced(site: Site) -> Iterator[Fetcher]:
    """Fetches pages that are there, as fast as it can."""
    site.replying(site.reply())
    with site.fetcher(requests_per_second=100_000) as fetcher:
        yield fetcher


def test_a_source_that_fails_leaves_its_retries_and_an_open_breaker(
    database: Database, site: Site
) -> None:
    site.replying(site.reply(503))
    with site.fetcher(requests_per_second=100_000, breaker_failures=2) as fetcher:
        collect(database, site, fetcher, days=4)
    failed = Traffic(source="test", requests=6, retries=4, breaker=BreakerState.OPEN, openings=1)
    assert last(database) == failed
    assert len(site.asked) == 6


def test_a_source_that_its_breaker_keeps_from_being_asked_has_its_row_too(
    database: Database, site: Site
) -> None:
    site.replying(site.reply(503))
    with site.fetcher(breaker_failures=1) as fetcher:
        collect(database, site, fetcher, days=1)
        collect(database, site, fetcher, days=1)
    assert last(database) == Traffic(source="test", breaker=BreakerState.OPEN)


def test_a_paced_source_shows_how_long_its_requests_waited(database: Database, site: Site) -> None:
    site.replying(site.reply())
    with site.fetcher(requests_per_second=1) as fetcher:
        collect(database, site, fetcher, days=2, threads=2)
    assert last(database).requests == 2
    assert 0.5 < last(database).waited < 60


def test_runs_through_one_fetcher_do_not_add_up(
    database: Database, dsn: str, site: Site, unpaced: Fetcher
) -> None:
    for days in (3, 1, 2):
        collect(database, site, unpaced, days)
        assert last(database) == Traffic(source="test", requests=days)
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "SELECT requests FROM run_source JOIN run ON run.id = run_source.run"
            " AND run.finished_at = run_source.finished_at ORDER BY run.finished_at"
        ).fetchall()
    assert rows == [(3,), (1,), (2,)]


def test_no_request_of_many_threads_is_lost(
    database: Database, site: Site, unpaced: Fetcher
) -> None:
    collect(database, site, unpaced, days=30, threads=8)
    assert last(database) == Traffic(source="test", requests=30)
    assert len(site.asked) == 30


def test_a_run_that_asks_nothing_leaves_what_the_last_left(
    database: Database, site: Site, unpaced: Fetcher
) -> None:
    collect(database, site, unpaced, days=2)
    collect(database, site, unpaced, days=0)
    assert last(database) == Traffic(source="test", requests=2)


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("restless")
def test_adding_from_many_threads_adds_up() -> None:
    count = TrafficCount()
    one = Traffic(source="test", requests=1, retries=1, waited=0.25, openings=1)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count.add, [one] * 20_000))
    whole = evolve(one, requests=20_000, retries=20_000, waited=5_000, openings=20_000)
    assert count.drain() == [whole]
    assert count.drain() == []


def test_the_worst_of_the_hosts_is_told() -> None:
    breakers = Breakers(1, 60, TrafficCount())
    assert breakers.state("test") is BreakerState.CLOSED
    with pytest.raises(FetchError), breakers.guarding("test", httpx2.URL("http://a/page")):
        raise FetchError
    with breakers.guarding("test", httpx2.URL("http://b/page")):
        pass
    assert breakers.state("test") is BreakerState.OPEN
    assert breakers.state("other") is BreakerState.CLOSED


def test_an_end_that_is_told_twice_is_stored_once(store: Store) -> None:
    """A commit whose outcome nobody knows is done again."""
    run = uuid4()
    store.units.begin(run)
    store.codes.source("test")
    for requests in (1, 2):
        store.units.end(run, [Traffic(source="test", requests=requests)])
    assert FiguresReader(store.connection).traffic() == (Traffic(source="test", requests=1),)
