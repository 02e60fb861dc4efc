"""Parse the archive again: no network, and the tables come out the same."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from mlbcore.collecting import Window
from mlbcore.db.pool import Database
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.outcome import Outcome, RunResult, summary
from mlbcore.pipeline.telling import tell_run


def replay(database: Database, ingest: Ingest, window: Window, sources: Sequence[str]) -> RunResult:
    """Take in the complete payloads of the sources and the window as they once were taken in.

    Units are those of the payloads; the record of what was collected when is left as it is.
    """
    work = partial(_replay, database=database, ingest=ingest, window=window, sources=sources)
    return tell_run("replay", work, sources=sources, first=window.first, last=window.last)


def _replay(
    run_id: UUID, database: Database, ingest: Ingest, window: Window, sources: Sequence[str]
) -> RunResult:
    ingest.register()
    found = database.read(lambda store: store.takings.between(window.first, window.last, sources))
    outcomes: dict[tuple[dt.date, str, str], Outcome] = defaultdict(Outcome)
    counted: set[int] = set()
    for id, number in found:
        payload = ingest.archived(id)
        if (payload.source, payload.collector) in ingest.collectors:
            outcome = ingest.repeat(id, payload, number) if number else ingest.take(id, payload)
            unit = outcomes[payload.date, payload.source, payload.collector]
            (unit.follow if id in counted else unit.add)(outcome)
            counted.add(id)
    matched = sum(len(outcome.matched) for outcome in outcomes.values()) + ingest.retry_unmatched()
    unmatched = database.read(lambda store: store.unmatched.count())
    units = (
        summary(source, collector, date, outcome)
        for (date, source, collector), outcome in sorted(outcomes.items(), key=lambda i: i[0])
    )
    return RunResult(run_id=run_id, units=tuple(units), unmatched=unmatched, matched=matched)
