"""A real PostgreSQL for every test that asks: one server a session, one database a worker."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from http.server import ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread

import httpx2
import psycopg
import pytest
from hypothesis import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from mlbcore.collecting import Window
from mlbcore.db import migrate, migrations
from mlbcore.db.embedded import EmbeddedServer
from mlbcore.db.pool import Database
from mlbcore.db.slates import Met
from mlbcore.db.store import Store
from mlbcore.demo import DATE, BundledDay
from mlbcore.models import Listing, Payload, Quote, Split
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.outcome import Outcome
from mlbcore.pipeline.run import Run
from mlbcore.plugins import discover
from mlbcore.settings import DatabaseSettings, ScrapingSettings, SourceSettings
from mlbcore.testing.tapes import NOON, START

NUMBERS = count()
SHIPPED = frozenset({"mlb", "sbr", "action"})

# How long an example takes on a busy machine says nothing about the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "server_dsn" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.db)


@pytest.fixture(scope="session")
def server_dsn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server of MLBCORE_TEST_DSN, or an embedded one that all workers share."""
    if given := os.environ.get("MLBCORE_TEST_DSN"):
        yield given
        return
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    server = EmbeddedServer(shared / "server")
    yield server.dsn
    server.close()


@pytest.fixture(scope="session")
def template(server_dsn: str) -> Iterator[str]:
    """The name of this worker's database, migrated, which tests clone or roll back in."""
    name = f"mlbcore_test_{os.getpid()}"
    _recreate(server_dsn, name)
    dsn = make_conninfo(server_dsn, dbname=name)
    migrate.up(dsn, migrations.read(migrations.folder()))
    yield name
    _drop(server_dsn, name)


@pytest.fixture
def store(server_dsn: str, template: str) -> Iterator[Store]:
    """The repositories in a transaction that is rolled back."""
    dsn = make_conninfo(server_dsn, dbname=template)
    with psycopg.connect(dsn) as connection:
        yield Store(connection)
        connection.rollback()


@pytest.fixture
def empty_dsn(server_dsn: str) -> Iterator[str]:
    """A database of the test's own with nothing in it."""
    name = f"mlbcore_empty_{os.getpid()}_{next(NUMBERS)}"
    _recreate(server_dsn, name)
    yield make_conninfo(server_dsn, dbname=name)
    _drop(server_dsn, name)


@pytest.fixture
def dsn(server_dsn: str, template: str) -> Iterator[str]:
    """A migrated database of the test's own, for tests that commit."""
    name = f"mlbcore_clone_{os.getpid()}_{next(NUMBERS)}"
    _recreate(server_dsn, name, template)
    yield make_conninfo(server_dsn, dbname=name)
    _drop(server_dsn, name)


@pytest.fixture
def database(dsn: str) -> Iterator[Database]:
    with Database(dsn, DatabaseSettings(connection_timeout=5)) as opened:
        yield opened


@pytest.fixture
def copy(empty_dsn: str, dsn: str) -> Callable[[], str]:
    """Makes a server with nothing but a copy of the archive."""

    def make() -> str:
        migrate.up(empty_dsn, migrations.read(migrations.folder()))
        with psycopg.connect(dsn) as here, psycopg.connect(empty_dsn) as there:
            for table in ("source", "payload", "sighting", "taking", "decision"):
                with (
                    here.cursor().copy(
                        sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
                    ) as out,
                    there.cursor().copy(
                        sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
                    ) as into,
                ):
                    for block in out:
                        into.write(block)
        return make_conninfo(empty_dsn)

    return make


@pytest.fixture
def ingest(database: Database) -> Ingest:
    """Takes payloads of the shipped plugins in."""
    plugins = discover(SHIPPED)
    return Ingest(database, plugins.collectors, plugins.mappers)


@pytest.fixture
def take(ingest: Ingest) -> Callable[..., Outcome]:
    """Archives a body and takes it in, as a run does what it has fetched."""

    def taken(source: str, collector: str, date: dt.date, body: object) -> Outcome:
        payload = Payload(
            source=source,
            collector=collector,
            date=date,
            url=f"https://{source}.example/{date}",
            fetched_at=dt.datetime.now(dt.UTC),
            body=body if isinstance(body, bytes) else json.dumps(body).encode(),
        )
        return ingest.take(*ingest.archive(payload))

    return taken


@pytest.fixture(scope="session")
def clubs(shared: Path) -> dict[int, str]:
    """MLB's own abbreviations of the thirty clubs, by id."""
    teams = json.loads((shared / "data/mlb/misc/pydantic/teams.json").read_text())["teams"]
    return {team["id"]: team["abbreviation"] for team in teams}


@pytest.fixture(scope="session")
def poll() -> Callable[..., None]:
    """Takes the bundled day into a database: what one poll of all sources does."""
    plugins = discover(SHIPPED)
    quick = ScrapingSettings(requests_per_second=1000, retries=0)

    def collect_once(dsn: str, transport: httpx2.BaseTransport | None = None) -> None:
        sources = transport or BundledDay()
        with (
            Database(dsn, DatabaseSettings()) as opened,
            Fetcher(quick, lambda _: SourceSettings(), sources) as fetcher,
        ):
            ingest = Ingest(opened, plugins.collectors, plugins.mappers)
            run = Run(opened, ingest, fetcher, plugins.collectors)
            run.collect(Window(first=DATE, last=DATE), again=True)

    return collect_once


@pytest.fixture
def priced(database: Database) -> Callable[[Iterable[Quote], Iterable[Split]], int]:
    """Stores a game of the day of NOON with prices and splits of SBR; gives its id."""
    page = Payload(
        source="sbr", collector="lines", date=NOON.date(), url="/lines", fetched_at=NOON, body=b"p"
    )

    def store_game(quotes: Iterable[Quote], splits: Iterable[Split]) -> int:
        with database.writing() as store:
            payload, _ = store.payloads.keep(page)
            (game,) = store.slates.create([(NOON.date(), "SD", "PHI")])
            listing = Listing(external_id="1", away="SD", home="PHI", start=START)
            store.slates.appear("sbr", [Met(listing, NOON.date(), game)], said_at=NOON)
            store.slates.settle([game])
            prices = [(game, quote) for quote in quotes]
            store.quotes.save(prices, source="sbr", payload=payload, recorded_at=NOON)
            shares = [(game, split) for split in splits]
            store.splits.save(shares, source="sbr", payload=payload, recorded_at=NOON)
        return game

    return store_game


@pytest.fixture(scope="session")
def table_rows() -> Callable[[str], dict[str, list[str]]]:
    """Reads every row of every table of a database, as text and sorted."""

    def read(dsn: str) -> dict[str, list[str]]:
        with psycopg.connect(dsn) as connection:
            names = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
            ).fetchall()
            return {
                name: sorted(
                    row
                    for (row,) in connection.execute(
                        sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(name))
                    )
                )
                for (name,) in names
            }

    return read


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty MLBCORE_HOME, and no other setting in the environment."""
    for name in [name for name in os.environ if name.startswith("MLBCORE_")]:
        if not name.startswith("MLBCORE_TEST_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("MLBCORE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def mlbcore(home: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs ``mlbcore`` with an empty home; keywords are environment variables."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "mlbcore", *arguments],
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def serving() -> Iterator[Callable[[ThreadingHTTPServer], None]]:
    """Lets a server answer until the test is over."""
    with ExitStack() as stack:

        def serve(server: ThreadingHTTPServer) -> None:
            thread = Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            stack.callback(server.server_close)
            stack.callback(thread.join)
            stack.callback(server.shutdown)

        yield serve


@pytest.fixture
def installed(tmp_path: Path) -> Callable[[str, str], dict[str, str]]:
    """Lays a distribution out beside the others; gives the environment it is found in."""

    def lay_out(name: str, code: str) -> dict[str, str]:
        site = tmp_path / "site"
        info = site / f"mlbcore_{name}-1.0.dist-info"
        info.mkdir(parents=True)
        (site / f"mlbcore_{name}.py").write_text(code)
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: mlbcore-{name}\nVersion: 1.0\n"
        )
        (info / "entry_points.txt").write_text(f"[mlbcore]\n{name} = mlbcore_{name}\n")
        return {"PYTHONPATH": str(site)}

    return lay_out


def _recreate(server_dsn: str, name: str, template: str = "template1") -> None:
    _drop(server_dsn, name)
    with psycopg.connect(server_dsn, autocommit=True) as connection:
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY wal_log")
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))


def _drop(server_dsn: str, name: str) -> None:
    with psycopg.connect(server_dsn, autocommit=True) as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        connection.execute(drop.format(sql.Identifier(name)))
