"""Pages that other pages lead to: units of their own, asked for only with detail."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Iterator

import httpx2
import psycopg

from mlbcore.collecting import Collector, Identity, Parsed, Request, Window
from mlbcore.db.pool import Database
from mlbcore.errors import IdentityError
from mlbcore.models import Listing, Payload
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.outcome import RunResult
from mlbcore.pipeline.run import Run
from mlbcore.settings import ScrapingSettings, SourceSettings

DATE = dt.date(2025, 7, 2)
HOST, ELSEWHERE = "https://toy.example", "https://toys.example"


class Day:
    """A day's page: a list of the paths it leads to."""

    source = "mlb"
    name = "day"

    def requests(self, window: Window) -> Iterator[Request]:
        for date in window:
            yield Request(base_url=HOST, path="/day", date=date, params={"date": str(date)})

    def parse(self, payload: Payload) -> Iterator[Parsed]:
        for path in payload.body.decode().split():
            yield Request(base_url=HOST, path=path, date=payload.date, collector="page")


class DayOfItself(Day):
    """Asks for a page twice, and leads back to it."""

    def requests(self, window: Window) -> Iterator[Request]:
        yield from super().requests(window)
        yield from super().requests(window)

    def parse(self, payload: Payload) -> Iterator[Parsed]:
        yield from self.requests(Window(first=payload.date, last=payload.date))


class DayOfTwoHosts(Day):
    """Leads to each path on two hosts."""

    def parse(self, payload: Payload) -> Iterator[Parsed]:
        for host in (HOST, ELSEWHERE):
            for path in payload.body.decode().split():
                yield Request(base_url=host, path=path, date=payload.date, collector="page")


class Page:
    source = "mlb"
    name = "page"

    def requests(self, window: Window) -> Iterator[Request]:
        del window
        return iter(())

    def parse(self, payload: Payload) -> Iterator[Parsed]:
        del payload
        return iter(())


class Names:
    source = "mlb"

    def team(self, ref: str) -> str:
        raise IdentityError(ref)

    def book(self, ref: str) -> str:
        raise IdentityError(ref)

    def game(self, record: Listing) -> Identity:
        raise IdentityError(record.external_id)


class Site(httpx2.BaseTransport):
    """Answers by path, and remembers what was asked, by whom."""

    def __init__(self, **answers: tuple[int, str]) -> None:
        self.answers = answers
        self.asked: Counter[str] = Counter()
        self.threads: set[str] = set()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        name = request.url.path.strip("/")
        self.asked[name] += 1
        self.threads.add(threading.current_thread().name)
        status, text = self.answers.get(name, (404, ""))
        return httpx2.Response(status, text=text)


def collect(
    database: Database,
    site: Site,
    *,
    detail: bool = True,
    again: bool = False,
    days: int = 1,
    threads: int = 3,
    only: list[tuple[str, str, dt.date]] | None = None,
    day: Collector | None = None,
) -> RunResult:
    quick = ScrapingSettings(requests_per_second=1000, retries=0)
    collectors: list[Collector] = [day or Day(), Page()]
    window = Window(first=DATE, last=DATE + dt.timedelta(days=days - 1), detail=detail)
    with Fetcher(quick, lambda _: SourceSettings(), site) as fetcher:
        ingest = Ingest(database, collectors, {"mlb": Names()})
        run = Run(database, ingest, fetcher, collectors)
        return run.collect(window, again=again, only=only, threads=threads)


def told(result: RunResult) -> list[tuple[str, str, int, int]]:
    return [(unit.collector, unit.status, unit.payloads, unit.failed) for unit in result.units]


def whole() -> Site:
    return Site(day=(200, "/a /b"), a=(200, "a"), b=(200, "b"))


def test_without_detail_no_page_is_asked_for_and_has_no_unit(database: Database) -> None:
    site = whole()
    assert told(collect(database, site, detail=False)) == [("day", "success", 1, 0)]
    assert site.asked == {"day": 1}


def test_details_are_a_unit_of_their_own(database: Database) -> None:
    site = whole()
    result = collect(database, site)
    assert told(result) == [("day", "success", 1, 0), ("page", "success", 2, 0)]
    assert site.asked == {"day": 1, "a": 1, "b": 1}


def test_details_of_a_closed_day_come_from_its_archived_page(database: Database) -> None:
    collect(database, whole(), detail=False)
    site = whole()
    assert told(collect(database, site)) == [("day", "skipped", 0, 0), ("page", "success", 2, 0)]
    assert site.asked == {"a": 1, "b": 1}
    site = whole()
    assert told(collect(database, site)) == [("day", "skipped", 0, 0), ("page", "skipped", 0, 0)]
    assert not site.asked


def test_a_detail_that_is_not_offered_is_no_failure(database: Database) -> None:
    result = collect(database, Site(day=(200, "/a /b"), a=(200, "a")))
    assert told(result)[1] == ("page", "success", 1, 0)
    assert result.units[1].message == "1 not offered"


def test_a_detail_that_is_refused_is_a_failure_of_its_own_unit(database: Database) -> None:
    broken = Site(day=(200, "/a /b"), a=(200, "a"), b=(403, ""))
    assert told(collect(database, broken)) == [("day", "success", 1, 0), ("page", "partial", 1, 1)]
    site = whole()
    assert told(collect(database, site))[1] == ("page", "success", 2, 0)
    assert site.asked == {"a": 1, "b": 1}


def test_a_failed_detail_unit_is_done_again_alone(database: Database) -> None:
    collect(database, Site(day=(200, "/a"), a=(403, "")))
    site = Site(day=(200, "/a"), a=(200, "a"))
    result = collect(database, site, only=[("mlb", "page", DATE)])
    assert told(result) == [("page", "success", 1, 0)]
    assert site.asked == {"a": 1}


def test_a_page_that_is_led_to_twice_is_asked_for_once(database: Database) -> None:
    site = Site(day=(200, "/a /a"), a=(200, "a"))
    assert told(collect(database, site))[1] == ("page", "success", 1, 0)
    assert site.asked == {"day": 1, "a": 1}


def test_a_page_that_leads_back_to_itself_is_asked_for_once(database: Database) -> None:
    site = whole()
    assert told(collect(database, site, day=DayOfItself())) == [("day", "success", 1, 0)]
    assert site.asked == {"day": 1}


def test_the_same_path_of_two_hosts_is_two_pages(database: Database) -> None:
    site = Site(day=(200, "/a"), a=(200, "a"))
    assert told(collect(database, site, day=DayOfTwoHosts()))[1] == ("page", "success", 2, 0)
    assert site.asked == {"day": 1, "a": 2}


def test_a_page_that_two_days_share_is_asked_for_each(database: Database) -> None:
    site = whole()
    result = collect(database, site, days=3)
    assert [unit.date for unit in result.units] == sorted([unit.date for unit in result.units])
    assert site.asked == {"day": 3, "a": 3, "b": 3}


def test_payloads_are_archived_in_the_same_order_whatever_comes_first(
    database: Database, dsn: str
) -> None:
    collect(database, whole(), days=3)
    with psycopg.connect(dsn) as connection:
        rows = connection.execute("SELECT url FROM payload ORDER BY id").fetchall()
    pages = [url.rsplit("/", 1)[1] for (url,) in rows if "day" not in url]
    assert pages == ["a", "b"] * 3


def test_fetching_threads_open_no_connection(database: Database, dsn: str) -> None:
    used = []
    with psycopg.connect(dsn, autocommit=True) as connection:
        count = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        for threads in (1, 8):
            site = whole()
            collect(database, site, days=5, threads=threads, again=True)
            used.append(connection.execute(count).fetchone())
            assert threading.main_thread().name not in site.threads
    assert used[0] == used[1]


def test_a_source_that_asks_to_wait_too_long_is_rate_limited(database: Database) -> None:
    class Busy(Site):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            return httpx2.Response(429, headers={"Retry-After": "3600"}, request=request)

    assert told(collect(database, Busy())) == [("day", "rate_limited", 0, 1)]
