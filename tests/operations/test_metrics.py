"""The metrics say what is stored, burden the database little, and are all documented."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import get_args

import httpx2
import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from mlbcore.breaker import BreakerState
from mlbcore.db.figures import FiguresReader
from mlbcore.db.store import Store
from mlbcore.db.units import Status
from tests.operations.conftest import Site, await_status

NAME = re.compile(r"^\| `(mlbcore_\w+)`(?: \| ([\w, ]*))? \|", re.MULTILINE)
Samples = Mapping[tuple[str, frozenset[tuple[str, str]]], float]


def samples(client: httpx2.Client) -> Samples:
    """The value of each name and labels."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(client.get("/metrics").text)
        for sample in family.samples
    }


def value(found: Samples, name: str, **labels: str) -> float:
    return found[name, frozenset(labels.items())]


@pytest.fixture
def day(dsn: str, poll: Callable[[str], None]) -> str:
    """A database with the bundled day."""
    poll(dsn)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("ANALYZE")
    return dsn


def test_the_metrics_count_what_is_stored(day: str, site: Site) -> None:
    with site(day) as client:
        await_status(client, 200)
        found = samples(client)
    with psycopg.connect(day) as connection:
        units = connection.execute(
            "SELECT s.name, collector, status, count(*) FROM unit JOIN source s ON s.id = source"
            " GROUP BY 1, 2, 3"
        ).fetchall()
        [(quotes,)] = connection.execute("SELECT count(*) FROM quote").fetchall()
    for source, collector, status, count in units:
        labels = {"source": source, "collector": collector, "status": status}
        assert value(found, "mlbcore_units", **labels) == count
    assert value(found, "mlbcore_table_rows", table="quote") == quotes > 0
    assert value(found, "mlbcore_table_inserted_rows_total", table="quote") == quotes
    assert value(found, "mlbcore_ready") == 1
    assert value(found, "mlbcore_migrations_pending") == 0
    assert value(found, "mlbcore_runs_unfinished") == 0
    assert value(found, "mlbcore_run_seconds") > 0
    assert value(found, "mlbcore_last_success_age_seconds", source="mlb", collector="schedule") >= 0
    breaker = {
        state: value(found, "mlbcore_source_breaker", source="mlb", state=state)
        for state in BreakerState
    }
    assert breaker == {"closed": 1, "open": 0, "half-open": 0}
    assert value(found, "mlbcore_source_requests", source="mlb") > 0
    assert value(found, "process_resident_memory_bytes") > 1e6


def test_a_status_that_no_unit_has_is_counted_as_none(store: Store) -> None:
    insert_unit(store, "success", "1 hour")
    counted = {unit.status: unit.units for unit in FiguresReader(store.connection).units()}
    assert counted == dict.fromkeys(get_args(Status), 0) | {"success": 1}


def ages(store: Store) -> dict[str, float]:
    return {age.source: age.age for age in FiguresReader(store.connection).successes()}


def insert_unit(store: Store, status: str, ago: str) -> None:
    store.connection.execute(
        """
        WITH s AS (INSERT INTO source VALUES (99, 'far') ON CONFLICT DO NOTHING),
            r AS (INSERT INTO run VALUES (gen_random_uuid(), now()) RETURNING id)
        INSERT INTO unit SELECT 99, 'pages', '2025-07-02', r.id, %(status)s, 0, 0, 0, 0, 0, 0, 0,
            '', clock_timestamp() - %(ago)s::interval, false FROM r
        """,
        {"status": status, "ago": ago},
    )


def test_a_source_that_only_failed_has_no_success(store: Store) -> None:
    insert_unit(store, "failed", "1 hour")
    assert ages(store) == {}


def test_the_age_of_a_success_is_that_of_its_unit(store: Store) -> None:
    insert_unit(store, "success", "1 hour")
    assert ages(store)["far"] == pytest.approx(3600, abs=60)


@pytest.mark.parametrize(
    ("column", "wrong"), [("status", 404), ("complete", False), ("taken", False), ("problem", "no")]
)
def test_an_answer_counts_also_when_its_unit_failed_later(
    store: Store, column: str, wrong: object
) -> None:
    """But not one that was refused, cut short, or could not be parsed."""
    insert_unit(store, "failed", "1 minute")
    store.connection.execute(
        """
        INSERT INTO payload (id, source, collector, date, url, status, content_type, fetched_at,
            sha256, complete, taken, body)
        VALUES (1, 99, 'pages', current_date, 'u', 200, 't', clock_timestamp() - interval '1 hour',
            sha256(''), true, true, '')
        """
    )
    assert ages(store)["far"] == pytest.approx(3600, abs=60)
    store.connection.execute("INSERT INTO sighting VALUES (1, clock_timestamp() - interval '60 s')")
    assert ages(store)["far"] == pytest.approx(60, abs=30)
    store.connection.execute(f"UPDATE payload SET {column} = %s".encode(), [wrong])
    assert ages(store) == {}


def test_scrapes_at_once_share_one_reading(dsn: str, site: Site) -> None:
    with site(dsn, metrics_age=300) as client, ThreadPoolExecutor(8) as threads:
        await_status(client, 200)
        client.get("/metrics")
        before = value(samples(client), "mlbcore_pool_requests_total", result="all")
        scrapes = [threads.submit(client.get, "/metrics") for _ in range(20)]
        assert {scrape.result().status_code for scrape in scrapes} <= {200, 503}
        after = value(samples(client), "mlbcore_pool_requests_total", result="all")
    assert after == before > 0


def documented(root: Path) -> dict[str, set[str]]:
    """The names of docs/operations.md with their labels."""
    page = (root / "docs" / "operations.md").read_text("utf-8")
    return {name: set(re.findall(r"\w+", labels or "")) for name, labels in NAME.findall(page)}


def test_every_metric_is_documented_with_its_labels(
    day: str, site: Site, pytestconfig: pytest.Config
) -> None:
    with psycopg.connect(day, autocommit=True) as connection:
        connection.execute("UPDATE game SET date = current_date")
        connection.execute("UPDATE payload SET date = current_date")
    with site(day) as client:
        await_status(client, 200)
        client.get("/report/2025-07-02")
        found = samples(client)
    exposed: dict[str, set[str]] = {}
    for name, labels in found:
        if name.startswith("mlbcore_") and not name.endswith("_created"):
            stem = re.sub(r"(request_seconds)_(bucket|sum|count)$", r"\1", name)
            exposed.setdefault(stem, set()).update(key for key, _ in labels if key != "le")
    # These are there only while a transaction is open.
    exposed.setdefault("mlbcore_oldest_transaction_seconds", set())
    assert exposed == documented(pytestconfig.rootpath)
