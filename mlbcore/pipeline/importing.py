"""Files that people have, taken in as what a source sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from mlbcore.collecting import FileCollector
from mlbcore.db.pool import Database
from mlbcore.errors import DataError, SkipError
from mlbcore.models import EASTERN, Payload
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.outcome import Outcome, RunResult, summary
from mlbcore.pipeline.telling import tell_run

LARGEST = 50_000_000  # bytes


def import_files(
    database: Database, ingest: Ingest, collector: FileCollector, files: Sequence[Path]
) -> RunResult:
    """Archive each file and take it in; one that cannot be read costs no other."""
    work = partial(_import, database=database, ingest=ingest, collector=collector, files=files)
    return tell_run("import", work, sources=[collector.source])


def _import(
    run_id: UUID,
    database: Database,
    ingest: Ingest,
    collector: FileCollector,
    files: Sequence[Path],
) -> RunResult:
    units = []
    matched = ingest.retry_unmatched()
    for file in files:
        outcome, date = Outcome(), dt.datetime.now(EASTERN).date()
        try:
            payload = read_file(collector, file)
            date = payload.date
            outcome = ingest.take(*ingest.archive(payload))
        except SkipError as error:
            outcome.fail(str(error))
        matched += len(outcome.matched)
        units.append(summary(collector.source, collector.name, date, outcome))
    unmatched = database.read(lambda store: store.unmatched.count())
    return RunResult(run_id=run_id, units=tuple(units), unmatched=unmatched, matched=matched)


def read_file(collector: FileCollector, file: Path) -> Payload:
    """A file as a payload, named by its base name. Raises DataError for one that cannot be."""
    if file.suffix.lower() not in collector.suffixes:
        raise DataError(f"{file.name} is none of {', '.join(collector.suffixes)}")
    date = collector.date(file.name)
    try:
        size = file.stat().st_size
        if size > LARGEST:
            raise DataError(f"{file.name} has {size} bytes, more than {LARGEST}")
        body = file.read_bytes()
    except OSError as error:
        raise DataError(f"{file.name} cannot be read: {error.strerror}") from error
    return Payload(
        source=collector.source,
        collector=collector.name,
        date=date,
        url=f"file:{file.name}",
        fetched_at=dt.datetime.now(dt.UTC),
        body=body,
    )
