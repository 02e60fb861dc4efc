"""A run: the units of a window, fetched ahead in threads, stored one after another in order."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import product
from uuid import UUID, uuid4

from attrs import frozen

from mlbcore.collecting import Collector, FileCollector, Request, Window
from mlbcore.db.pool import Database
from mlbcore.db.store import AUTHORITY, Store
from mlbcore.db.units import Unit
from mlbcore.errors import FetchError, RefusedError, SkipError
from mlbcore.models import EASTERN, Payload
from mlbcore.pipeline.boundary import plugin_code
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.outcome import Outcome, RunResult, summary

Said = Callable[[Unit], None]


@frozen
class Job:
    """One unit, and the answers on their way to it: None when it is not asked for."""

    collector: Collector
    date: dt.date
    answers: tuple[Future[Payload], ...] | None
    problem: str = ""


class Run:
    """Collects a window. Units are done by date, and within one MLB's first, since it names."""

    def __init__(
        self,
        database: Database,
        ingest: Ingest,
        fetcher: Fetcher,
        collectors: Iterable[Collector],
    ) -> None:
        self.database = database
        self.ingest = ingest
        self.fetcher = fetcher
        asked = (c for c in collectors if not isinstance(c, FileCollector))
        self.collectors = sorted(asked, key=_turn)
        self.matched = 0

    def collect(
        self,
        window: Window,
        *,
        again: bool = False,
        threads: int = 3,
        said: Said = lambda _: None,
    ) -> RunResult:
        """Fetch and store every unit of the window that is not closed, or all of them."""
        run_id = uuid4()
        with self.database.writing() as store:
            store.units.begin(run_id)
            for collector in self.collectors:
                store.codes.source(collector.source)
            closed = set() if again else store.units.closed(window.first, window.last)
        self.matched = len(self.ingest.take_waiting().matched)
        units = []
        with ThreadPoolExecutor(threads) as pool:
            for job in self._ahead(pool, window, closed, 2 * threads):
                units.append(self._unit(run_id, job))
                said(units[-1])
        return self._finish(run_id, units)

    def _finish(self, run_id: UUID, units: Sequence[Unit]) -> RunResult:
        matched = self.matched + self.ingest.retry_unmatched()
        unmatched = self.database.write(partial(_end, run_id=run_id))
        return RunResult(run_id=run_id, units=tuple(units), unmatched=unmatched, matched=matched)

    def _ahead(
        self,
        pool: ThreadPoolExecutor,
        window: Window,
        closed: set[tuple[str, str, dt.date]],
        ahead: int,
    ) -> Iterator[Job]:
        """The jobs in order, with so many of them asked for before they are wanted."""
        waiting: deque[Job] = deque()
        try:
            for date, collector in product(window, self.collectors):
                if (collector.source, collector.name, date) in closed:
                    waiting.append(Job(collector, date, None))
                else:
                    one = Window(first=date, last=date, detail=window.detail)
                    waiting.append(self._job(pool, collector, one))
                if len(waiting) > ahead:
                    yield waiting.popleft()
            yield from waiting
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _job(self, pool: ThreadPoolExecutor, collector: Collector, window: Window) -> Job:
        try:
            with plugin_code(f"{collector.source}/{collector.name}"):
                requests = list(collector.requests(window))
        except SkipError as error:
            return Job(collector, window.first, (), str(error))
        answers = (pool.submit(self.fetcher.fetch, collector, request) for request in requests)
        return Job(collector, window.first, tuple(answers))

    def _unit(self, run_id: UUID, job: Job) -> Unit:
        source, name = job.collector.source, job.collector.name
        if job.answers is None:
            return summary(source, name, job.date, Outcome(), "skipped")
        outcome = Outcome()
        if job.problem:
            outcome.fail(job.problem)
        for answer in job.answers:
            outcome.add(self._take(answer.result))
        self._follow(job.collector, outcome)
        self.matched += len(outcome.matched)
        unit = summary(source, name, job.date, outcome)
        self.database.write(partial(_record, run_id=run_id, unit=unit))
        return unit

    def _follow(self, collector: Collector, outcome: Outcome) -> None:
        """Ask what the payloads led to, each request once."""
        asked: list[Request] = []
        while outcome.requests:
            request = outcome.requests.pop(0)
            if request not in asked:
                asked.append(request)
                outcome.add(self._take(partial(self.fetcher.fetch, collector, request)))

    def _take(self, answer: Callable[[], Payload]) -> Outcome:
        try:
            payload = answer()
        except (FetchError, RefusedError) as error:
            outcome = Outcome()
            outcome.fail(str(error))
            return outcome
        return self.ingest.take(*self.ingest.archive(payload))


def _record(store: Store, run_id: UUID, unit: Unit) -> None:
    over = unit.date < dt.datetime.now(EASTERN).date() and not store.games.open_on(unit.date)
    store.units.record(run_id, unit, closed=over and unit.status == "success")


def _end(store: Store, run_id: UUID) -> int:
    store.units.end(run_id)
    return store.unmatched.count()


def _turn(collector: Collector) -> tuple[bool, str, str]:
    return collector.source != AUTHORITY, collector.source, collector.name
