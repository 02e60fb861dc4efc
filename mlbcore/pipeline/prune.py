"""Old payloads that nothing would miss: a replay of those that stay gives the same tables."""

from __future__ import annotations

import datetime as dt

from attrs import frozen

from mlbcore.collecting import Identity
from mlbcore.db.pool import Database
from mlbcore.db.retention import OldPayload, Retention
from mlbcore.db.store import AUTHORITY, Store
from mlbcore.errors import DataError, SkipError
from mlbcore.models import Listing, Payload
from mlbcore.pipeline.boundary import plugin_code
from mlbcore.pipeline.ingest import Ingest

BATCH = 100


@frozen(kw_only=True)
class Prunable:
    """What may go: answers cut short, and payloads that added nothing to an earlier one."""

    before: dt.datetime
    incomplete: tuple[OldPayload, ...]
    superseded: tuple[OldPayload, ...]

    @property
    def ids(self) -> set[int]:
        return {payload.id for payload in (*self.incomplete, *self.superseded)}


@frozen(kw_only=True)
class Packed:
    """How many bodies were compressed harder, and how many bytes shorter they are in all."""

    payloads: int
    bytes: int


class Pruning:
    """Decides with the collectors and mappers of ``ingest``: what they cannot read stays."""

    def __init__(self, database: Database, ingest: Ingest) -> None:
        self.database = database
        self.ingest = ingest
        self._steady: dict[dt.date, bool] = {}

    def find(self, before: dt.datetime) -> Prunable:
        """What was fetched before an instant and may go. Nothing is changed."""
        with self.database.reading() as store:
            retention = Retention(store.connection, AUTHORITY)
            return Prunable(
                before=before,
                incomplete=tuple(retention.incomplete(before)),
                superseded=tuple(
                    payload
                    for payload in retention.superseded(before)
                    if self._settled(store, retention, payload.id)
                ),
            )

    def remove(self, found: Prunable) -> int:
        """Remove what was found, but for what is needed by now; gives how many went."""
        with self.database.writing() as store:
            retention = Retention(store.connection, AUTHORITY)
            now = retention.incomplete(found.before) + retention.superseded(found.before)
            ids = found.ids & {payload.id for payload in now}
            retention.remove(ids)
        return len(ids)

    def pack(self, found: Prunable, *, store_them: bool = True) -> Packed:
        """Compress the older bodies that stay harder, or only see what that would save."""
        with self.database.reading() as store:
            loose = Retention(store.connection, AUTHORITY).loosely_packed(found.before)
        ids = [id for id in loose if id not in found.ids]
        saved = 0
        for start in range(0, len(ids), BATCH):
            with self.database.writing() as store:
                retention = Retention(store.connection, AUTHORITY)
                batch = ids[start : start + BATCH]
                saved += sum(retention.pack(id, store=store_them) for id in batch)
        return Packed(payloads=len(ids), bytes=saved)

    def vacuum(self) -> None:
        """Give what went back to the archive, for what comes."""
        with self.database.reading() as store:
            Retention(store.connection, AUTHORITY).vacuum()

    def _settled(self, store: Store, retention: Retention, id: int) -> bool:
        """Whether all that the payload speaks of was settled before it came, and stayed so.

        Before MLB names a date, other sources make its games and list them; before a game is
        matched, its prices wait in the archive. What came then may count though nothing of it is
        to be seen.
        """
        payload = store.payloads.get(id)
        try:
            identities = self._identities(payload)
        except SkipError:
            return False
        dates = {payload.date} | {date for one in identities for date in one.dates}
        games = [one.external_id for one in identities]
        return (
            retention.named_before(dates, id)
            and retention.matched_before(payload.source, games, id)
            and all(self._is_steady(store, date) for date in dates)
        )

    def _is_steady(self, store: Store, date: dt.date) -> bool:
        """Whether MLB listed the same games in every answer for a date."""
        if date not in self._steady:
            told = set()
            try:
                for id in store.payloads.between(date, date, [AUTHORITY]):
                    identities = self._identities(store.payloads.get(id))
                    told.add(frozenset(one.external_id for one in identities))
            except SkipError:
                told.clear()
            self._steady[date] = len(told) == 1
        return self._steady[date]

    def _identities(self, payload: Payload) -> list[Identity]:
        """The games a payload lists. Raises SkipError where not every one can be told."""
        collector = self.ingest.collectors.get((payload.source, payload.collector))
        mapper = self.ingest.mappers.get(payload.source)
        if collector is None or mapper is None:
            raise DataError(f"no plugin here reads {payload.source}/{payload.collector}")
        with plugin_code(f"{payload.source}/{payload.collector}"):
            parsed = list(collector.parse(payload))
            return [mapper.game(item) for item in parsed if isinstance(item, Listing)]
