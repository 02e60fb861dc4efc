"""A page is kept while nothing is written, and never longer."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlbcore.db.pool import Database
from mlbcore.db.store import Store
from mlbcore.ops.kept import MOST, KeptPages
from mlbcore.ops.meters import Meters

DATE = dt.date(2025, 7, 2)
DAYS = st.sampled_from([DATE, DATE + dt.timedelta(days=1)])
WRITES = {
    "source": "INSERT INTO source SELECT coalesce(max(id), 0) + 1, md5(random()::text) FROM source",
    "run": "INSERT INTO run VALUES (gen_random_uuid(), now())",
    "end": "UPDATE run SET finished_at = clock_timestamp() WHERE finished_at IS NULL",
    "gone": "DELETE FROM source WHERE id = (SELECT max(id) FROM source)",
}
STEPS = st.one_of(DAYS, st.sampled_from(sorted(WRITES)))


class Rendering:
    """Renders all that the writes of these tests change, and counts how often."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.count = 0
        self.begun, self.finish = threading.Event(), threading.Event()
        self.finish.set()

    def __call__(self, date: dt.date, as_of: dt.datetime | None) -> bytes:
        self.count += 1
        self.begun.set()
        assert self.finish.wait(60)
        with self.database.reading() as store:
            return f"{date} {as_of} {stored(store)}".encode()


def stored(store: Store) -> object:
    return store.connection.execute(
        "SELECT (SELECT array_agg(s ORDER BY id) FROM source s)::text,"
        " (SELECT array_agg(r ORDER BY id) FROM run r)::text"
    ).fetchone()


@pytest.fixture
def rendering(database: Database) -> Rendering:
    return Rendering(database)


@pytest.fixture
def pages(database: Database, rendering: Rendering) -> KeptPages:
    return KeptPages(database, rendering, Meters(), max_age=60)


def write(database: Database, which: str) -> None:
    with database.writing() as store:
        store.connection.execute(WRITES[which].encode())


def test_a_page_is_rendered_once_while_nothing_is_written(
    pages: KeptPages, rendering: Rendering
) -> None:
    assert pages.page(DATE, None) == pages.page(DATE, None)
    assert rendering.count == 1


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=12))
def test_what_is_given_is_what_is_stored(
    pages: KeptPages, database: Database, steps: list[str | dt.date]
) -> None:
    for step in steps:
        if isinstance(step, str):
            write(database, step)
            continue
        given_out = pages.page(step, None)
        with database.reading() as store:
            assert given_out == f"{step} None {stored(store)}".encode()


def test_a_write_that_is_taken_back_changes_no_page(pages: KeptPages, dsn: str) -> None:
    first = pages.page(DATE, None)
    with psycopg.connect(dsn) as connection:
        connection.execute(WRITES["source"].encode())
        connection.rollback()
    assert pages.page(DATE, None) == first


def test_dates_and_instants_are_pages_of_their_own(pages: KeptPages, rendering: Rendering) -> None:
    instant = dt.datetime(2025, 7, 2, 18, tzinfo=dt.UTC)
    asked = [(DATE, None), (DATE, instant), (DATE + dt.timedelta(days=1), None)]
    assert len({pages.page(date, as_of) for date, as_of in asked}) == rendering.count == 3


def test_a_page_is_not_kept_beyond_its_age(database: Database, rendering: Rendering) -> None:
    pages = KeptPages(database, rendering, Meters(), max_age=0)
    pages.page(DATE, None)
    pages.page(DATE, None)
    assert rendering.count == 2


def test_only_so_many_pages_are_kept(pages: KeptPages) -> None:
    for day in range(MOST + 5):
        pages.page(DATE + dt.timedelta(days=day), None)
    assert len(pages.pages) == MOST


def test_those_who_wait_for_a_page_share_it(pages: KeptPages, rendering: Rendering) -> None:
    rendering.finish.clear()
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(pages.page, DATE, None) for _ in range(4)]
        assert rendering.begun.wait(60)
        rendering.finish.set()
        texts = {page.result() for page in asked}
    assert len(texts) == rendering.count == 1
