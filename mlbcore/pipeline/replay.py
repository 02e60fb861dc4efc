"""Parse the archive again: no network, and the tables come out the same."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from uuid import uuid4

from mlbcore.collecting import Window
from mlbcore.db.pool import Database
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.outcome import Outcome, RunResult, summary


def replay(database: Database, ingest: Ingest, window: Window, sources: Sequence[str]) -> RunResult:
    """Take in every complete payload of the sources and the window in the order it was archived.

    Units are those of the payloads; the record of what was collected when is left as it is.
    """
    ids = database.read(lambda store: store.payloads.between(window.first, window.last, sources))
    outcomes: dict[tuple[dt.date, str, str], Outcome] = defaultdict(Outcome)
    for id in ids:
        payload = ingest.archived(id)
        if (payload.source, payload.collector) in ingest.collectors:
            key = payload.date, payload.source, payload.collector
            outcomes[key].add(ingest.take(id, payload))
    again = [pair for outcome in outcomes.values() for pair in outcome.matched]
    matched = ingest.retry_unmatched(set(), again)
    unmatched = database.read(lambda store: store.unmatched.count())
    units = (
        summary(source, collector, date, outcome)
        for (date, source, collector), outcome in sorted(outcomes.items(), key=lambda i: i[0])
    )
    return RunResult(run_id=uuid4(), units=tuple(units), unmatched=unmatched, matched=matched)
