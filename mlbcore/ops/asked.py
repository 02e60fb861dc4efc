"""The doctor's checks that ask the sources: one polite request each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from email.utils import parsedate_to_datetime

from attrs import evolve

from mlbcore.collecting import Collector, FileCollector, Window
from mlbcore.errors import MlbcoreError
from mlbcore.models import EASTERN
from mlbcore.ops.check import Check, problem
from mlbcore.ops.verdicts import skew_check
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.settings import Settings

UNREACHABLE = 4


def online_checks(found: Settings, collectors: Sequence[Collector]) -> Iterator[Check]:
    """Whether each source answers, asked once, by the first request of a run for today."""
    asked = [c for c in reversed(collectors) if not isinstance(c, FileCollector)]
    firsts = {c.source: c for c in asked if found.source(c.source).enabled}
    with Fetcher(evolve(found.scraping, retries=0), found.source) as fetcher:
        for source in sorted(firsts):
            yield from _source_checks(fetcher, firsts[source], found.monitoring.skew)


def _source_checks(fetcher: Fetcher, collector: Collector, limit: float) -> Iterator[Check]:
    name = f"source {collector.source} online"
    today = dt.datetime.now(EASTERN).date()
    request = next(iter(collector.requests(Window(first=today, last=today))), None)
    if request is None:
        yield Check(name=name, found="it asks for nothing today")
        return
    try:
        answer = fetcher.ask(collector, request)
    except MlbcoreError as error:
        advice = "see whether a browser reaches it; its address is base_url of its section"
        yield evolve(problem(name, error, advice), exit_code=UNREACHABLE)
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
