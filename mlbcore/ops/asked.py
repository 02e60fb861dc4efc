"""The doctor's checks that ask the sources: one polite request each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from email.utils import parsedate_to_datetime

from attrs import evolve

from mlbcore.collecting import Collector, Request, Window
from mlbcore.errors import ExitCode, MlbcoreError
from mlbcore.models import EASTERN
from mlbcore.ops.check import Check, problem
from mlbcore.ops.verdicts import skew_check
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.settings import Settings


def online_checks(found: Settings, collectors: Sequence[Collector]) -> Iterator[Check]:
    """Whether each source answers, asked once, by the first request of a run for today."""
    enabled = [c for c in collectors if found.source(c.source).enabled]
    with Fetcher(evolve(found.scraping, retries=0), found.source) as fetcher:
        for collector, request in _firsts(enabled):
            yield from _source_checks(fetcher, collector, request, found.monitoring.skew)


def _firsts(collectors: Sequence[Collector]) -> list[tuple[Collector, Request]]:
    """A request of each source; those of files and of games' own pages ask for none."""
    today = dt.datetime.now(EASTERN).date()
    window = Window(first=today, last=today)
    firsts = {c.source: (c, r) for c in reversed(collectors) for r in c.requests(window)}
    return [firsts[source] for source in sorted(firsts)]


def _source_checks(
    fetcher: Fetcher, collector: Collector, request: Request, limit: float
) -> Iterator[Check]:
    name = f"source {collector.source} online"
    try:
        answer = fetcher.ask(collector, request)
    except MlbcoreError as error:
        advice = "see whether a browser reaches it; its address is base_url of its section"
        yield evolve(problem(name, error, advice), exit_code=ExitCode.SOURCES_FAILED)
        return
    yield Check(name=name, found=f"{answer.status} from {answer.url}")
    if (skew := _skew(answer.date)) is not None:
        yield skew_check(collector.source, skew, limit)


def _skew(date: str) -> float | None:
    """Seconds that a Date header is before our clock; None where it says none."""
    try:
        told = parsedate_to_datetime(date)
    except ValueError:
        return None
    if told.utcoffset() is None:
        told = told.replace(tzinfo=dt.UTC)
    # It is of a whole second.
    return (told - dt.datetime.now(dt.UTC)).total_seconds() + 0.5
