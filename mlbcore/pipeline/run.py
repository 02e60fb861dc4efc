"""A run: units fetched ahead in threads, stored one after another in order by this one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import chain
from uuid import UUID

from mlbcore.collecting import Collector, FileCollector, Request, Window
from mlbcore.db.payloads import Asked, Validators
from mlbcore.db.pool import Database
from mlbcore.db.store import AUTHORITY, Store
from mlbcore.db.units import Key, Traffic, Unit, unit_name
from mlbcore.errors import FetchError, NotOfferedError, RefusedError, SkipError
from mlbcore.models import EASTERN
from mlbcore.pipeline.answers import Fetched
from mlbcore.pipeline.boundary import plugin_code
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.outcome import Outcome, RunResult, cause, summary
from mlbcore.pipeline.plan import Job, Plan, Said, come, key_of, plan_of
from mlbcore.pipeline.receive import receive
from mlbcore.pipeline.telling import tell_run, tell_stored
from mlbcore.scope import bound, within


class Run:
    """Collects a window, as often as it is asked to.

    Units are done by date, and within one MLB's first, since it names. Only the caller's thread
    uses the database; the others fetch.
    """

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
        self.by_name = {(c.source, c.name): c for c in self.collectors}
        self.retried: int | None = None
        self.known: Mapping[Asked, Validators] = {}

    def collect(
        self,
        window: Window,
        *,
        again: bool = False,
        only: Iterable[Key] | None = None,
        revalidate: bool = True,
        threads: int = 3,
        said: Said = lambda _: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> RunResult:
        """Fetch and store every unit of the window that is not closed, or all, or ``only`` some.

        With ``revalidate`` a source is asked only for what changed since. When ``stopped`` says so
        no further unit is begun.
        """
        return tell_run(
            "run",
            lambda run_id: self._collect(
                run_id, window, again, only, revalidate, threads, said, stopped
            ),
            sources=[collector.source for collector in self.collectors],
            first=window.first,
            last=window.last,
        )

    def _collect(
        self,
        run_id: UUID,
        window: Window,
        again: bool,
        only: Iterable[Key] | None,
        revalidate: bool,
        threads: int,
        said: Said,
        stopped: Callable[[], bool],
    ) -> RunResult:
        self.ingest.register()
        # First, so that a page which turns out to be unreadable is asked for anew.
        matched = len(self.ingest.take_waiting().matched)
        begin = partial(_begin, run_id=run_id, collectors=self.collectors, window=window)
        closed, validators = self.database.write(begin)
        self.known = validators if revalidate else {}
        plan = plan_of(window, set() if again else closed, only)
        done = Doing(self, run_id, plan, said)
        try:
            with ThreadPoolExecutor(threads) as pool:
                done.work(pool, 2 * threads, stopped)
        finally:
            end = partial(_end, run_id=run_id, traffic=self.fetcher.drain_traffic())
            unmatched = self.database.write(end)
        matched += done.matched + self._retry_unmatched()
        if matched:
            unmatched = self.database.read(lambda store: store.unmatched.count())
        units = sorted(done.units.values(), key=self._place)
        return RunResult(run_id=run_id, units=tuple(units), unmatched=unmatched, matched=matched)

    def _retry_unmatched(self) -> int:
        """Try again what is unmatched, unless nothing has been taken in since the last time."""
        if self.retried == self.ingest.takings:
            return 0
        matched = self.ingest.retry_unmatched()
        self.retried = self.ingest.takings
        return matched

    def _place(self, unit: Unit) -> tuple[dt.date, tuple[bool, str, str]]:
        return unit.date, _turn(self.by_name[unit.source, unit.collector])


class Doing:
    """One run in the doing: its units, and the jobs that wait, those of a date together."""

    def __init__(self, run: Run, run_id: UUID, plan: Plan, said: Said) -> None:
        self.run = run
        self.run_id = run_id
        self.plan = plan
        self.said = said
        self.units: dict[Key, Unit] = {}
        self.outcomes: dict[Key, Outcome] = defaultdict(Outcome)
        self.waiting: deque[deque[Job]] = deque()
        self.matched = 0

    def work(self, pool: ThreadPoolExecutor, ahead: int, stopped: Callable[[], bool]) -> None:
        try:
            for jobs in self._ahead(pool, ahead):
                while jobs:
                    if stopped():
                        return
                    self._do(pool, come(jobs, lambda job: job.answers or ()), jobs)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _ahead(self, pool: ThreadPoolExecutor, ahead: int) -> Iterator[deque[Job]]:
        """The jobs in order, with so many of them asked for before they are wanted."""
        for date in self.plan.dates:
            jobs = (self._jobs(pool, collector, date) for collector in self.run.collectors)
            self.waiting.append(deque(chain.from_iterable(jobs)))
            while sum(map(len, self.waiting)) > ahead:
                yield self.waiting.popleft()
        while self.waiting:
            yield self.waiting.popleft()

    def _jobs(self, pool: ThreadPoolExecutor, collector: Collector, date: dt.date) -> Iterator[Job]:
        """The job of a collector and a date; none when it asks nothing of its own."""
        window = Window(first=date, last=date, detail=self.plan.detail)
        try:
            with plugin_code(f"{collector.source}/{collector.name}"):
                requests = list(collector.requests(window))
        except SkipError as error:
            yield Job(collector, date, (), str(error))
            return
        if new := self.plan.fresh(key_of(collector, date), requests):
            yield self._job(pool, collector, date, new)

    def _job(
        self,
        pool: ThreadPoolExecutor,
        collector: Collector,
        date: dt.date,
        requests: Sequence[Request],
        *,
        fed: bool = False,
    ) -> Job:
        if not self.plan.wants(key_of(collector, date)):
            return Job(collector, date, None, fed=fed)
        fetch, known = self.run.fetcher.fetch, self.run.known
        with within(source=collector.source, unit=unit_name(*key_of(collector, date))):
            answers = [pool.submit(bound(fetch), collector, one, known) for one in requests]
        return Job(collector, date, tuple(answers), fed=fed)

    def _do(self, pool: ThreadPoolExecutor, jobs: Sequence[Job], after: deque[Job]) -> None:
        """Do units of one date; what more of their own they ask for comes ``after`` the others.

        So the order is the same whatever comes first.
        """
        self._take(jobs)
        done = []
        for job in jobs:
            led = self._led_before(job) if job.answers is None else self._requests(job)
            more = list(self._jobs_of(pool, job, led))
            own = [one for one in more if one.key == job.key]
            after += own
            self.waiting += [deque([one]) for one in more if one.key != job.key]
            if not own:
                done.append(job)
        self._record(done)

    def _take(self, jobs: Iterable[Job]) -> None:
        """Take in the answers of jobs in order, as they come."""
        for job in jobs:
            if job.problem:
                self.outcomes[job.key].fail(job.problem)
        answers = deque((job, answer) for job in jobs for answer in job.answers or ())
        while answers:
            came = come(answers, lambda pair: pair[1:])
            whole = [(job, fetched) for job, one in came if (fetched := self._came(job, one))]
            outcomes = receive(self.run.ingest, [fetched for _, fetched in whole])
            for (job, _), outcome in zip(whole, outcomes, strict=True):
                self.outcomes[job.key].add(outcome)
                self.matched += len(outcome.matched)

    def _came(self, job: Job, answer: Future[Fetched]) -> Fetched | None:
        """What came, once it does; nothing where the unit failed by it or it is not offered."""
        outcome = self.outcomes[job.key]
        try:
            return answer.result()
        except NotOfferedError as error:
            if job.fed:
                outcome.absent += 1
            else:
                outcome.fail(str(error), cause(error))
        except (FetchError, RefusedError) as error:
            outcome.fail(str(error), cause(error))
        return None

    def _requests(self, job: Job) -> list[Request]:
        """What the pages of a unit lead to: more of its own, and with detail what others read."""
        outcome = self.outcomes[job.key]
        found, outcome.requests = outcome.requests, []
        return [one for one in found if self.plan.detail or not _leads_on(one, job.collector)]

    def _jobs_of(
        self, pool: ThreadPoolExecutor, job: Job, requests: Iterable[Request]
    ) -> Iterator[Job]:
        """The jobs of the requests that a unit led to, which are asked for once."""
        by_collector: dict[str, list[Request]] = defaultdict(list)
        for request in requests:
            by_collector[request.collector or job.collector.name].append(request)
        for name, asked in by_collector.items():
            collector = self.run.by_name.get((job.collector.source, name))
            if collector and (new := self.plan.fresh(key_of(collector, job.date), asked)):
                fed = job.fed or name != job.collector.name
                yield self._job(pool, collector, job.date, new, fed=fed)

    def _record(self, jobs: Sequence[Job]) -> None:
        """Keep the outcomes of units, and say them."""
        units = {job.key: self._unit(job) for job in jobs}
        asked = [units[job.key] for job in jobs if job.answers is not None]
        if asked:
            self.run.database.write(partial(_record, run_id=self.run_id, units=asked))
            tell_stored(asked)
        for key, unit in units.items():
            if self.plan.shows(key):
                self.units[key] = unit
                self.said(unit)

    def _unit(self, job: Job) -> Unit:
        outcome = self.outcomes[job.key]
        skipped = job.answers is None and not outcome.failed
        return summary(*job.key, outcome, "skipped" if skipped else None)

    def _led_before(self, job: Job) -> list[Request]:
        """The requests of a day's unit that is done, by its pages in the archive."""
        if job.fed or not self.plan.detail:
            return []
        ids = self.run.database.read(lambda store: store.payloads.latest(*job.key))
        found = []
        for payload in map(self.run.ingest.archived, ids):
            try:
                found += self.run.ingest.requests(payload)
            except SkipError as error:
                self.outcomes[job.key].fail(f"{payload.url}: {error}")
        return [request for request in found if _leads_on(request, job.collector)]


def _leads_on(request: Request, collector: Collector) -> bool:
    return request.collector not in ("", collector.name)


def _begin(
    store: Store, run_id: UUID, collectors: Iterable[Collector], window: Window
) -> tuple[set[Key], Mapping[Asked, Validators]]:
    store.units.begin(run_id)
    for source in dict.fromkeys(collector.source for collector in collectors):
        store.codes.source(source)
    closed = store.units.closed(window.first, window.last)
    return closed, store.payloads.validators(window.first, window.last)


def _record(store: Store, run_id: UUID, units: Sequence[Unit]) -> None:
    """Keep the outcomes of units of one date."""
    date = units[0].date
    over = date < dt.datetime.now(EASTERN).date() and not store.games.open_on(date)
    store.units.record(run_id, units, over=over)


def _end(store: Store, run_id: UUID, traffic: Iterable[Traffic]) -> int:
    store.units.end(run_id, traffic)
    return store.unmatched.count()


def _turn(collector: Collector) -> tuple[bool, str, str]:
    return collector.source != AUTHORITY, collector.source, collector.name
