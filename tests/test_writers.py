"""Several writers of one slate: nothing lost and nothing twice, however their work interleaves."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from attrs import field, frozen
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mlbcore.collecting import Identity, Parsed, Window
from mlbcore.db.pool import Database
from mlbcore.models import Listing, Market, Payload, Quote, Side
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.replay import replay
from mlbcore.settings import DatabaseSettings

DATE = dt.date(2025, 7, 2)
NOON = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
WORKERS = ("one", "other")
TABLES = (
    "payload, sighting, game, game_date, game_source, quote, quote_current, split, split_current,"
    " unmatched, slate, unit, run"
)
# What a page shows: the price of each side, or none for a side it leaves out.
Page = dict[str, int]


class Poll:
    """A source whose pages are one game's prices, as of when they are fetched."""

    source = "poll"
    name = "page"

    def requests(self, window: Window) -> list[Any]:
        return []

    def parse(self, payload: Payload) -> Iterator[Parsed]:
        quotes = tuple(
            Quote(
                book="fanduel",
                market=Market.PROP if side == "yes" else Market.MONEYLINE,
                side=Side(side),
                subject="a no-hitter" if side == "yes" else None,
                price=price,
                observed_at=payload.fetched_at,
            )
            for side, price in json.loads(payload.body).items()
        )
        yield Listing(external_id="1", away="SD", home="PHI", quotes=quotes)

    def team(self, ref: str) -> str:
        return ref

    def book(self, ref: str) -> str:
        return ref

    def game(self, record: Listing) -> Identity:
        return Identity((DATE,), record.away, record.home, None, 1, record.external_id)


POLL = Poll()


def fetched(minute: int, page: Page) -> Payload:
    return Payload(
        source="poll",
        collector="page",
        date=DATE,
        url="page",
        fetched_at=NOON + minute * MINUTE,
        body=json.dumps(page, sort_keys=True).encode(),
    )


def shown(database: Database, **as_of: dt.datetime) -> Page:
    with database.reading() as store:
        games = [game.id for game in store.games.between(DATE, DATE)]
        quotes = store.quotes.current(games, **as_of)
    return {quote.side.value: quote.price for game in games for quote in quotes[game]}


def truth(pages: dict[int, Page], minute: int) -> Page:
    """Each side's price on the last page up to then that shows it."""
    latest: Page = {}
    for fetched_at in sorted(pages):
        if fetched_at <= minute:
            latest |= pages[fetched_at]
    return latest


@frozen
class Worker:
    """What a worker has fetched but not archived, and archived but not taken in."""

    fetched: list[Payload] = field(factory=list)
    archived: list[tuple[int, Payload]] = field(factory=list)


class Writers(RuleBasedStateMachine):
    """Two workers poll one page; each step of theirs may come at any time, or never."""

    database: Database

    @initialize()
    def start(self) -> None:
        with self.database.writing() as store:
            store.connection.execute(f"TRUNCATE {TABLES} CASCADE")
        self.ingest = Ingest(self.database, [POLL], {"poll": POLL})
        self.workers = {name: Worker() for name in WORKERS}
        self.pages: dict[int, Page] = {}
        self.taken: list[tuple[int, Payload]] = []
        self.minute = 0

    @rule(
        worker=st.sampled_from(WORKERS),
        page=st.dictionaries(
            st.sampled_from(("away", "home", "yes")), st.sampled_from((-120, -110)), min_size=1
        ),
    )
    def fetch(self, worker: str, page: Page) -> None:
        self.minute += 1
        self.workers[worker].fetched.append(fetched(self.minute, page))

    @rule(worker=st.sampled_from(WORKERS))
    def archive(self, worker: str) -> None:
        mine = self.workers[worker]
        if mine.fetched:
            payload = mine.fetched.pop(0)
            mine.archived.append(self.ingest.archive(payload))
            minute = (payload.fetched_at - NOON) // MINUTE
            self.pages[minute] = json.loads(payload.body)

    @rule(worker=st.sampled_from(WORKERS))
    def take(self, worker: str) -> None:
        mine = self.workers[worker]
        if mine.archived:
            self.taken.append(mine.archived.pop(0))
            self.ingest.take(*self.taken[-1])

    @rule(worker=st.sampled_from(WORKERS))
    def take_all(self, worker: str) -> None:
        mine = self.workers[worker]
        self.taken += mine.archived
        self.ingest.take_all(mine.archived)
        mine.archived.clear()

    @precondition(lambda self: self.taken)
    @rule(place=st.integers(0, 99))
    def take_again(self, place: int) -> None:
        self.ingest.take(*self.taken[place % len(self.taken)])

    @rule(worker=st.sampled_from(WORKERS))
    def die(self, worker: str) -> None:
        self.workers[worker] = Worker()

    def teardown(self) -> None:
        if not hasattr(self, "ingest"):
            return
        self.ingest.take_waiting()
        self.compare()
        before = self.rows()
        replay(self.database, self.ingest, Window(first=DATE, last=DATE), ["poll"])
        assert self.rows() == before
        with self.database.writing() as store:
            store.connection.execute("TRUNCATE game CASCADE; TRUNCATE quote, quote_current")
        replay(self.database, self.ingest, Window(first=DATE, last=DATE), ["poll"])
        self.compare()

    def compare(self) -> None:
        assert shown(self.database) == truth(self.pages, self.minute)
        for minute in range(self.minute + 1):
            then = NOON + minute * MINUTE
            assert shown(self.database, observed_by=then) == truth(self.pages, minute)
            assert shown(self.database, known_by=then) == truth(self.pages, minute)

    def rows(self) -> list[tuple[Any, ...]]:
        with self.database.reading() as store:
            return store.connection.execute(
                "SELECT * FROM quote ORDER BY 1, 2, 3, side, tick"
            ).fetchall()


def run_writers(database: Database, examples: int, steps: int) -> None:
    machine = type("Writing", (Writers,), {"database": database})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


def test_two_workers_lose_no_change_whatever_the_order_of_their_steps(database: Database) -> None:
    run_writers(database, examples=12, steps=15)


@pytest.mark.slow
def test_two_workers_lose_no_change_in_many_orders_of_many_steps(database: Database) -> None:
    run_writers(database, examples=150, steps=30)


def test_a_move_back_that_overtakes_the_move_is_not_hidden(database: Database) -> None:
    ingest = Ingest(database, [POLL], {"poll": POLL})
    for minute, price in ((0, -120), (10, -120), (5, -110)):
        ingest.take(*ingest.archive(fetched(minute, {"home": price})))
    prices = [shown(database, observed_by=NOON + m * MINUTE) for m in (0, 5, 10)]
    assert prices == [{"home": -120}, {"home": -110}, {"home": -120}]
    assert shown(database) == {"home": -120}


def test_a_move_back_that_is_taken_in_before_the_move_is_not_hidden(database: Database) -> None:
    ingest = Ingest(database, [POLL], {"poll": POLL})
    pages = [
        ingest.archive(fetched(minute, page))
        for minute, page in enumerate(({"home": -120}, {"home": -110}, {"home": -120, "away": 110}))
    ]
    for place in (0, 2, 1):
        ingest.take(*pages[place])
    assert shown(database) == {"home": -120, "away": 110}
    assert shown(database, observed_by=NOON + MINUTE) == {"home": -110}


PAGES = {n: {"away": 100 + n // 3 % 4, "home": -110 - n // 4 % 3} for n in range(60)}


def poll(dsn: str, first: int) -> None:
    """Take in every second page, as one of two processes."""
    with Database(dsn, DatabaseSettings(connection_timeout=10)) as database:
        ingest = Ingest(database, [POLL], {"poll": POLL})
        for minute in range(first, len(PAGES), 2):
            time.sleep(minute % 3 / 200)
            ingest.take(*ingest.archive(fetched(minute, PAGES[minute])))


def test_two_processes_that_poll_one_slate_lose_no_change_and_store_none_twice(dsn: str) -> None:
    started = [subprocess.Popen([sys.executable, __file__, dsn, first]) for first in "01"]
    assert [process.wait(60) for process in started] == [0, 0]
    with Database(dsn, DatabaseSettings(connection_timeout=10)) as database:
        for minute, page in PAGES.items():
            assert shown(database, observed_by=NOON + minute * MINUTE) == page
    with psycopg.connect(dsn) as connection:
        stored = connection.execute("SELECT side, price, observed_at FROM price").fetchall()
    said = {
        (side, price, NOON + minute * MINUTE)
        for minute, page in PAGES.items()
        for side, price in page.items()
    }
    assert len(stored) == len(set(stored))
    assert set(stored) <= said


if __name__ == "__main__":
    poll(sys.argv[1], int(sys.argv[2]))
