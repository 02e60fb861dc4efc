"""The metrics of the pool, the server and what is stored: name, meaning, labels, value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from attrs import frozen
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from mlbcore.breaker import BreakerState
from mlbcore.db.figures import StoredFigures
from mlbcore.db.health import Health, PoolStatistics, ServerFacts

T = TypeVar("T")
Sample = tuple[Sequence[str], float | None]


@frozen
class Family(Generic[T]):
    """One metric: a counter when it ``counts``, else a gauge; a value of None is left out."""

    name: str
    about: str
    labels: tuple[str, ...]
    samples: Callable[[T], Iterable[Sample]]
    counts: bool = False

    def of(self, facts: T) -> GaugeMetricFamily | CounterMetricFamily:
        kind = CounterMetricFamily if self.counts else GaugeMetricFamily
        family = kind(self.name, self.about, labels=self.labels)
        for labels, value in self.samples(facts):
            if value is not None:
                family.add_metric(labels, value)
        return family


POOL: tuple[Family[PoolStatistics], ...] = (
    Family(
        "mlbcore_pool_connections",
        "Connections of the pool of this process, by state.",
        ("state",),
        lambda pool: [(("used",), pool.size - pool.available), (("free",), pool.available)],
    ),
    Family(
        "mlbcore_pool_waiting",
        "Requests that wait for a connection now.",
        (),
        lambda pool: [((), pool.waiting)],
    ),
    Family(
        "mlbcore_pool_requests",
        "Requests for a connection: all, those that waited, and those that failed.",
        ("result",),
        lambda pool: [
            (("all",), pool.requests),
            (("waited",), pool.waited),
            (("failed",), pool.errors),
        ],
        counts=True,
    ),
    Family(
        "mlbcore_pool_breaker_open",
        "1 while the server is left alone after it failed.",
        (),
        lambda pool: [((), pool.breaker is not BreakerState.CLOSED)],
    ),
)

HEALTH: tuple[Family[Health], ...] = (
    Family(
        "mlbcore_database_latency_seconds",
        "One round trip to the database.",
        (),
        lambda health: [((), None if health.latency is None else health.latency / 1000)],
    ),
    Family(
        "mlbcore_disk_free_bytes",
        "What is free where the server keeps its data, if that is on this machine.",
        (),
        lambda health: [((), health.free_disk)],
    ),
)

SERVER: tuple[Family[ServerFacts], ...] = (
    Family(
        "mlbcore_database_bytes",
        "The size of the database.",
        (),
        lambda server: [((), server.database_size)],
    ),
    Family(
        "mlbcore_oldest_transaction_seconds",
        "The age of the oldest transaction that is open.",
        (),
        lambda server: [((), server.oldest_transaction)],
    ),
)

STORED: tuple[Family[StoredFigures], ...] = (
    Family(
        "mlbcore_units",
        "Units (source, collector, date), by what last became of them.",
        ("source", "collector", "status"),
        lambda found: [((u.source, u.collector, u.status), u.units) for u in found.units],
    ),
    Family(
        "mlbcore_last_success_age_seconds",
        "Since a source last gave an answer that was taken in whole.",
        ("source", "collector"),
        lambda found: [((s.source, s.collector), s.age) for s in found.successes],
    ),
    Family(
        "mlbcore_price_age_seconds",
        "Since a price of yesterday's slate or a later one was last stored.",
        ("source", "market"),
        lambda found: [((p.source, p.market), p.age) for p in found.prices],
    ),
    Family(
        "mlbcore_payloads",
        "Payloads of the last week's slates, by the class of their HTTP status.",
        ("source", "status"),
        lambda found: [((p.source, p.status), p.payloads) for p in found.payloads],
    ),
    Family(
        "mlbcore_payloads_unreadable",
        "Of those, the ones that could not be parsed.",
        ("source", "status"),
        lambda found: [((p.source, p.status), p.unreadable) for p in found.payloads],
    ),
    Family(
        "mlbcore_payloads_waiting",
        "Payloads that are archived and not yet taken in.",
        (),
        lambda found: [((), found.runs.waiting_payloads)],
    ),
    Family(
        "mlbcore_unmatched",
        "Games of a source that are no certain game of ours.",
        ("source",),
        lambda found: [((n.source,), n.unmatched) for n in found.not_taken],
    ),
    Family(
        "mlbcore_quarantined",
        "Records of a source that were not taken.",
        ("source",),
        lambda found: [((n.source,), n.quarantined) for n in found.not_taken],
    ),
    Family(
        "mlbcore_source_requests",
        "Requests to a source in its last run, those sent again among them.",
        ("source",),
        lambda found: [((t.source,), t.requests) for t in found.traffic],
    ),
    Family(
        "mlbcore_source_retries",
        "Of those, the ones that asked again what had failed.",
        ("source",),
        lambda found: [((t.source,), t.retries) for t in found.traffic],
    ),
    Family(
        "mlbcore_source_wait_seconds",
        "How long they waited for the source's pace, summed.",
        ("source",),
        lambda found: [((t.source,), t.waited) for t in found.traffic],
    ),
    Family(
        "mlbcore_source_breaker",
        "1 for the state in which that run left the source's breaker, 0 for the others.",
        ("source", "state"),
        lambda found: [
            ((t.source, state), t.breaker is state) for t in found.traffic for state in BreakerState
        ],
    ),
    Family(
        "mlbcore_source_breaker_openings",
        "How often it opened in that run.",
        ("source",),
        lambda found: [((t.source,), t.openings) for t in found.traffic],
    ),
    Family(
        "mlbcore_run_seconds",
        "How long the last finished run took.",
        (),
        lambda found: [((), found.runs.duration)],
    ),
    Family(
        "mlbcore_run_age_seconds",
        "Since the last finished run ended.",
        (),
        lambda found: [((), found.runs.age)],
    ),
    Family(
        "mlbcore_runs_unfinished",
        "Runs of the last day that are under way or were broken off.",
        (),
        lambda found: [((), found.runs.unfinished)],
    ),
    Family(
        "mlbcore_table_rows",
        'Rows of a table, as the server estimates them; quotes stored are table="quote".',
        ("table",),
        lambda found: [((t.name,), t.rows) for t in found.tables],
    ),
    Family(
        "mlbcore_table_dead_rows",
        "Rows of a table that wait for vacuum, as the server estimates them.",
        ("table",),
        lambda found: [((t.name,), t.dead_rows) for t in found.tables],
    ),
    Family(
        "mlbcore_table_bytes",
        "The size of a table with its indexes and TOAST.",
        ("table",),
        lambda found: [((t.name,), t.bytes) for t in found.tables],
    ),
    Family(
        "mlbcore_table_inserted_rows",
        "Rows inserted since the statistics of the server began.",
        ("table",),
        lambda found: [((t.name,), t.inserted) for t in found.tables],
        counts=True,
    ),
)
