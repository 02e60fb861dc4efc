"""The predecessor's tables, taken in date by date, with what became of every row."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from uuid import uuid4

from attrs import Factory, define, frozen

from mlbcore.db.rehearsal import Transactions
from mlbcore.db.unmatched import UnmatchedGame
from mlbcore.legacy.ids import SOURCE
from mlbcore.legacy.reading import Told, read_slate
from mlbcore.legacy.sheets import GAMES, Sheets, unpack
from mlbcore.legacy.tables import COLLECTOR, bundles
from mlbcore.models import Payload, Quote, Refusal
from mlbcore.pipeline.admission import admit
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.outcome import RunResult, summary


@define
class TableCount:
    """How many rows of a table there were, and what became of them: each is counted once."""

    table: str
    rows: int = 0
    taken: int = 0
    unmatched: int = 0
    refused: int = 0


@frozen(kw_only=True)
class Imported:
    """What came in; ``unmatched`` and ``refusals`` say of all else why it did not."""

    result: RunResult
    tables: tuple[TableCount, ...]
    unmatched: tuple[UnmatchedGame, ...]
    refusals: tuple[Refusal, ...]


@define
class _Rows:
    """The rows of all dates, and the quotes that are admitted."""

    told: list[Told] = Factory(list)
    admitted: set[tuple[str, Quote]] = Factory(set)

    def add(self, body: bytes) -> None:
        slate = read_slate(unpack(body))
        self.told += slate.rows
        for game in slate.listings:
            self.admitted |= {(game.external_id, quote) for quote in admit(game.quotes)[0]}

    def counts(self, unmatched: Iterable[UnmatchedGame]) -> tuple[TableCount, ...]:
        waiting = {game.external_id for game in unmatched}
        counts = defaultdict[str, Counter[str]](Counter)
        for one in self.told:
            fate = "unmatched" if one.external_id in waiting else "taken"
            counts[one.row.table][fate if self._is_taken(one) else "refused"] += 1
        return tuple(TableCount(t, fates.total(), **fates) for t, fates in sorted(counts.items()))

    def _is_taken(self, one: Told) -> bool:
        if one.row.table == GAMES:
            return one.known
        return any(
            not isinstance(item, Quote) or (one.external_id, item) in self.admitted
            for item in one.said
        )


def import_tables(database: Transactions, ingest: Ingest, tables: Sheets) -> Imported:
    """Archive the tables by date and take them in. Raises DataError where no row has a date."""
    parts = bundles(tables)
    ingest.register()
    units, refusals, rows, archived = [], [], _Rows(), set[int]()
    for date, body in parts.items():
        id, payload = ingest.archive(_payload(date, body))
        archived.add(id)
        outcome = ingest.take(id, payload)
        refusals += outcome.refusals
        rows.add(body)
        units.append(summary(SOURCE, COLLECTOR, date, outcome))
    waiting = database.read(lambda store: store.unmatched.all())
    unmatched = tuple(game for game in waiting if game.payload in archived)
    return Imported(
        result=RunResult(run_id=uuid4(), units=tuple(units), unmatched=len(waiting)),
        tables=rows.counts(unmatched),
        unmatched=unmatched,
        refusals=tuple(refusals),
    )


def _payload(date: dt.date, body: bytes) -> Payload:
    return Payload(
        source=SOURCE,
        collector=COLLECTOR,
        date=date,
        url=f"{SOURCE}:{date}",
        fetched_at=dt.datetime.now(dt.UTC),
        body=body,
        content_type="application/json",
    )
