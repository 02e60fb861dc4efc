"""A site that serves a database of the test's own, and a client that asks it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import httpx2
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from mlbcore.db import migrations
from mlbcore.db.migrations import Migration
from mlbcore.ops.kept import Render
from mlbcore.ops.serving import impatient, serving
from mlbcore.settings import DatabaseSettings, MonitoringSettings

Site = Callable[..., AbstractContextManager[httpx2.Client]]


def plain_page(date: dt.date, as_of: dt.datetime | None) -> bytes:
    """A page that says what it was asked for."""
    return f"{date} {as_of}".encode()


@pytest.fixture(scope="session")
def files() -> list[Migration]:
    return migrations.read(migrations.folder())


@pytest.fixture(scope="session")
def site(files: list[Migration]) -> Site:
    """Serves a database on any free port."""

    @contextmanager
    def serve(
        dsn: str, render: Render = plain_page, token: str = "", metrics_age: float = 0
    ) -> Iterator[httpx2.Client]:
        chosen = MonitoringSettings(port=0, token=token, metrics_age=metrics_age)
        with (
            serving(dsn, files, impatient(DatabaseSettings()), chosen, render) as listener,
            httpx2.Client(base_url=listener.url, timeout=30, trust_env=False) as client,
        ):
            yield client

    return serve


@pytest.fixture(scope="module")
def client(server_dsn: str, template: str, site: Site) -> Iterator[httpx2.Client]:
    """Asks a site of an empty database, which is ready."""
    name = sql.Identifier(f"{template}_served")
    with psycopg.connect(server_dsn, autocommit=True) as connection:
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY wal_log")
        connection.execute(create.format(name, sql.Identifier(template)))
        with site(make_conninfo(server_dsn, dbname=f"{template}_served")) as asking:
            await_status(asking, 200)
            yield asking
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def await_status(client: httpx2.Client, status: int) -> httpx2.Response:
    """What /readyz says as soon as it says so; a test that waits in vain ends by its timeout."""
    while (response := client.get("/readyz")).status_code != status:
        time.sleep(0.02)
    return response
