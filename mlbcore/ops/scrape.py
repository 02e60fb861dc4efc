"""The metrics of the database, read from it at most once in some seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from attrs import frozen
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from mlbcore.db.figures import FiguresReader, StoredFigures
from mlbcore.db.health import Health
from mlbcore.db.pool import Database
from mlbcore.db.probe import Probe
from mlbcore.errors import DatabaseError
from mlbcore.ops.families import HEALTH, POOL, SERVER, STORED, Family

READINESS: tuple[Family[Probe], ...] = (
    Family(
        "mlbcore_ready",
        "1 while the database can be used, as /readyz says.",
        (),
        lambda probe: [((), not probe.problem)],
    ),
    Family(
        "mlbcore_migrations_pending",
        "Migrations that are not settled: not applied, changed, or broken off.",
        (),
        lambda probe: [((), None if probe.problem else probe.seen.pending)],
    ),
)


@frozen
class Scrape:
    """What the database said of itself; None where it could not be asked."""

    health: Health | None = None
    figures: StoredFigures | None = None


class DatabaseMetrics(Collector):
    """A scrape gets figures of at most ``max_age`` seconds; where there are none, none are given.

    Scrapes at the same time share one reading, so that no number of them burdens the database.
    """

    def __init__(self, database: Database, probe: Probe, max_age: float) -> None:
        self.database = database
        self.probe = probe
        self.max_age = max_age
        self.lock = threading.Lock()
        self.read_at = float("-inf")
        self.reading = Scrape()

    def collect(self) -> Iterator[Metric]:
        yield from (family.of(self.probe) for family in READINESS)
        pool = self.database.pool_statistics()
        yield from (family.of(pool) for family in POOL)
        reading = self._recent()
        if reading.health:
            yield from (family.of(reading.health) for family in HEALTH)
        if reading.health and reading.health.server:
            yield from (family.of(reading.health.server) for family in SERVER)
        if reading.figures:
            yield from (family.of(reading.figures) for family in STORED)

    def _recent(self) -> Scrape:
        with self.lock:
            if self.probe.problem:
                return Scrape()
            if time.monotonic() - self.read_at > self.max_age:
                self.reading = self._read()
                self.read_at = time.monotonic()
            return self.reading

    def _read(self) -> Scrape:
        health = self.database.health()
        if health.problem:
            return Scrape()
        try:
            with self.database.reading() as store:
                return Scrape(health, FiguresReader(store.connection).all())
        except DatabaseError:
            return Scrape(health)
