"""Several payloads taken in at once: each stands or falls by itself, and none is half taken in."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import psycopg
import pytest
from attrs import evolve, field, frozen

from mlbcore.collecting import Identity, Parsed, Request, Window
from mlbcore.db.pool import Database
from mlbcore.errors import DatabaseError
from mlbcore.models import Listing, Market, Payload, Quote, Side
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Archived, Ingest
from mlbcore.pipeline.run import Run
from mlbcore.settings import ScrapingSettings, SourceSettings
from tests.test_details import HOST, Site

DAY = dt.date(2025, 7, 2)
NOON = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
NUL = "\0"  # what no text of the database may hold


@frozen
class Prices:
    """A source whose pages are one game's id and price; it counts how often it reads each."""

    source = "one"
    name = "page"
    read: list[bytes] = field(factory=list)

    def requests(self, window: Window) -> list[Request]:
        return []

    def parse(self, payload: Payload) -> Iterator[Parsed]:
        self.read.append(payload.body)
        id, price = json.loads(payload.body)
        quote = Quote(
            book="fanduel",
            market=Market.MONEYLINE,
            side=Side.HOME,
            price=price,
            observed_at=payload.fetched_at,
        )
        yield Listing(external_id=id, away="SD", home="PHI", dates=(DAY,), quotes=(quote,))

    def team(self, ref: str) -> str:
        return ref

    def book(self, ref: str) -> str:
        return ref

    def game(self, record: Listing) -> Identity:
        return Identity((DAY,), record.away, record.home, None, 1, record.external_id)


@pytest.fixture
def source() -> Prices:
    return Prices()


@pytest.fixture
def ingest(database: Database, source: Prices) -> Ingest:
    return Ingest(database, [source], {"one": source})


def page(url: str, minute: int, price: int, id: str = "1") -> Payload:
    return Payload(
        source="one",
        collector="page",
        date=DAY,
        url=url,
        fetched_at=NOON + minute * MINUTE,
        body=json.dumps([id, price]).encode(),
    )


def archived(ingest: Ingest, *pages: Payload) -> list[Archived]:
    return [ingest.archive(page) for page in pages]


def prices(database: Database) -> list[int]:
    with database.reading() as store:
        (game, *_) = store.games.between(DAY, DAY)
        return [quote.price for _, quote in store.quotes.history([game.id])]


def rows(dsn: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(dsn) as connection:
        return connection.execute(query.encode()).fetchall()


def test_one_that_the_database_refuses_costs_no_other(
    database: Database, dsn: str, ingest: Ingest
) -> None:
    pages = archived(ingest, page("a", 0, -110), page("b", 1, -120, NUL), page("c", 2, -130))
    outcomes = ingest.take_all(pages)
    assert [(one.new > 0, one.failed) for one in outcomes] == [(True, 0), (False, 1), (True, 0)]
    assert prices(database) == [-110, -130]
    assert rows(dsn, "SELECT id, problem IS NULL, taken FROM payload ORDER BY id") == [
        (1, True, True),
        (2, False, True),
        (3, True, True),
    ]
    assert rows(dsn, "SELECT payload FROM taking ORDER BY number") == [(1,), (2,), (3,)]


def test_what_cannot_be_read_costs_no_other(database: Database, ingest: Ingest) -> None:
    cut = evolve(page("b", 1, -120), complete=False)
    outcomes = ingest.take_all(archived(ingest, page("a", 0, -110), cut, page("c", 2, -130)))
    assert [one.unread for one in outcomes] == [0, 1, 0]
    assert prices(database) == [-110, -130]


def test_when_the_database_fails_none_is_taken_in_and_all_wait(
    database: Database, dsn: str, ingest: Ingest
) -> None:
    pages = archived(ingest, page("a", 0, -110), page("b", 1, -120), page("c", 2, -130))
    with psycopg.connect(dsn) as connection:
        connection.execute("ALTER TABLE taking RENAME TO away")
    with pytest.raises(DatabaseError):
        ingest.take_all(pages)
    with psycopg.connect(dsn) as connection:
        connection.execute("ALTER TABLE away RENAME TO taking")
    with database.reading() as store:
        assert store.takings.waiting() == [1, 2, 3]
        assert store.games.between(DAY, DAY) == []
    ingest.take_waiting()
    assert prices(database) == [-110, -120, -130]


def test_a_later_page_before_an_earlier_one_is_taken_in_again_where_that_changed_anything(
    database: Database, dsn: str, ingest: Ingest
) -> None:
    ingest.take_all(archived(ingest, page("a", 0, -110)))
    ingest.take_all(archived(ingest, page("c", 9, -110), page("b", 5, -120)))
    assert prices(database) == [-110, -120, -110]
    ingest.take_all(archived(ingest, page("e", 20, -110), page("d", 15, -110)))
    assert prices(database) == [-110, -120, -110]
    taken = rows(dsn, "SELECT payload FROM taking ORDER BY number")
    assert taken == [(1,), (2,), (3,), (2,), (4,), (5,)]


def test_what_is_known_is_not_read_again_beside_what_is_new(source: Prices, ingest: Ingest) -> None:
    ingest.take_all(archived(ingest, page("a", 0, -110), page("b", 1, -110)))
    outcomes = ingest.take_all(archived(ingest, page("a", 5, -110), page("b", 6, -125)))
    assert [(one.records, one.new) for one in outcomes] == [(2, 0), (2, 1)]
    assert source.read == [b'["1", -110]', b'["1", -110]', b'["1", -125]']


class Chain:
    """A page of one collector leads to the next of its own."""

    source = "mlb"

    def __init__(self, name: str) -> None:
        self.name = name

    def requests(self, window: Window) -> Iterator[Request]:
        for date in window:
            yield Request(base_url=HOST, path=f"/{self.name}1", date=date)

    def parse(self, payload: Payload) -> Iterator[Parsed]:
        for path in payload.body.decode().split():
            yield Request(base_url=HOST, path=path, date=payload.date)


@pytest.mark.parametrize("threads", [1, 4])
def test_more_pages_of_a_unit_belong_to_it_and_come_in_one_order(
    database: Database, dsn: str, threads: int
) -> None:
    site = Site(
        a1=(200, "/a2 /a3"), a2=(200, "/a2 /a4"), a3=(200, " "), a4=(200, "/a1"), b1=(200, "/b2"),
        b2=(404, ""),
    )  # fmt: skip
    quick = ScrapingSettings(requests_per_second=1000, retries=0)
    collectors = [Chain("a"), Chain("b")]
    with Fetcher(quick, lambda _: SourceSettings(), site) as fetcher:
        ingest = Ingest(database, collectors, {"mlb": Prices()})
        run = Run(database, ingest, fetcher, collectors)
        result = run.collect(Window(first=DAY, last=DAY), threads=threads)
    told = [(unit.collector, unit.status, unit.payloads, unit.failed) for unit in result.units]
    assert told == [("a", "success", 4, 0), ("b", "partial", 1, 1)]
    pages = [
        str(url).rsplit("/", 1)[1] for (url,) in rows(dsn, "SELECT url FROM payload ORDER BY id")
    ]
    assert pages == ["a1", "b1", "a2", "a3", "a4"]
    assert rows(dsn, "SELECT collector, status FROM unit ORDER BY 1") == [
        ("a", "success"),
        ("b", "partial"),
    ]
