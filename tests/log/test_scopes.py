"""An error of a run knows what was being done, wherever it is raised; so does every thread."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import psycopg
import pytest
from attrs import define

from mlbcore.collecting import Collector, Parsed, Request, Window
from mlbcore.demo import DATE, BundledDay
from mlbcore.errors import ConfigurationError, DatabaseError, MlbcoreError
from mlbcore.models import Payload
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.run import Run
from mlbcore.scope import Scope, begin, current, raised_in, within
from mlbcore.settings import ScrapingSettings, SourceSettings

QUICK = ScrapingSettings(requests_per_second=1000, retries=0)
UNIT = f"mlb/schedule/{DATE}"


class Defective(httpx2.BaseTransport):
    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        raise LookupError("a defect")


@define
class Unreadable:
    """Asks as another does, and stops at whatever comes."""

    real: Collector
    source: str = "mlb"
    name: str = "schedule"

    def requests(self, window: Window) -> Iterable[Request]:
        return self.real.requests(window)

    def parse(self, payload: Payload) -> Iterable[Parsed]:
        raise ConfigurationError


def collect(ingest: Ingest, transport: httpx2.BaseTransport) -> None:
    """A run of the schedule alone."""
    with Fetcher(QUICK, lambda _: SourceSettings(), transport) as fetcher:
        collecting = Run(ingest.database, ingest, fetcher, [ingest.collectors["mlb", "schedule"]])  # type: ignore[arg-type]
        collecting.collect(Window(first=DATE, last=DATE), again=True)


def known(scope: Scope) -> tuple[str, str, str]:
    assert scope.run_id
    assert scope.source == "mlb"
    assert scope.url.startswith("https://statsapi.mlb.com/api/v1/schedule?")
    return scope.unit, scope.component, scope.operation


def test_a_defect_in_a_thread_that_fetches(ingest: Ingest) -> None:
    with pytest.raises(LookupError) as caught:
        collect(ingest, Defective())
    assert known(raised_in(caught.value)) == (UNIT, "http", "fetch")


def test_an_error_of_what_parses(ingest: Ingest) -> None:
    real = ingest.collectors["mlb", "schedule"]
    ingest.collectors["mlb", "schedule"] = Unreadable(real)
    with pytest.raises(ConfigurationError) as caught:
        collect(ingest, BundledDay())
    assert known(caught.value.scope) == (UNIT, "parser", "parse")


def test_an_error_of_the_database_while_a_payload_is_stored(ingest: Ingest, dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE 'no more games'; END $$;"
            " CREATE TRIGGER refuse BEFORE INSERT ON game EXECUTE FUNCTION refuse()"
        )
    with pytest.raises(DatabaseError) as caught:
        collect(ingest, BundledDay())
    assert known(caught.value.scope) == (UNIT, "validator", "store")


@pytest.mark.parametrize(
    ("kind", "component"), [(MlbcoreError, "core"), (DatabaseError, "database")]
)
def test_an_error_of_no_scope_says_what_part_it_is_of(
    kind: type[MlbcoreError], component: str
) -> None:
    assert kind().document()["component"] == component


def test_threads_that_a_library_starts_know_the_command() -> None:
    begin(correlation_id="c", operation="games")
    try:
        with within(unit="u"), ThreadPoolExecutor(1) as pool:
            found = pool.submit(current).result()
    finally:
        begin(correlation_id="", operation="")
    assert found == Scope(correlation_id="c", operation="games")


def test_every_line_of_a_command_knows_it(
    mlbcore: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path, dsn: str
) -> None:
    file = tmp_path / "log"
    mlbcore(
        *("run", "--source", "mlb", "--date", "2025-07-02"),
        MLBCORE_MLB_BASE_URL="http://127.0.0.1:1",
        MLBCORE_SCRAPING_RETRIES="0",
        MLBCORE_LOGGING_FILE=str(file),
        MLBCORE_LOGGING_LEVEL="DEBUG",
        MLBCORE_DATABASE_URL=dsn,
    )
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert len({line["thread"] for line in lines}) > 1
    assert len({line["correlation_id"] for line in lines}) == 1
    assert {line["operation"] for line in lines} == {"run", "fetch"}
