"""Pruning: what goes no replay reads, and what stays is the same bytes in less room."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Callable
from functools import partial
from subprocess import CompletedProcess

import psycopg
import pytest
from attrs import evolve

from mlbcore.db.pool import Database
from mlbcore.db.retention import Packed, Retention
from mlbcore.demo import DATE
from mlbcore.models import Payload

LATER = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
PAGE = Payload(
    source="sbr",
    collector="moneyline",
    date=DATE,
    url="https://example.test/page",
    fetched_at=LATER - dt.timedelta(days=2),
    body=b"<html>" + json.dumps([n % 7 * n for n in range(500)]).encode(),
)
SHORT = evolve(PAGE, body=b"<html", complete=False)


@pytest.fixture
def archive(database: Database) -> list[int]:
    """An answer cut short, a whole one, and another cut short."""
    ids = []
    with database.writing() as store:
        for payload in (SHORT, PAGE, evolve(SHORT, body=b"<ht")):
            id, _ = store.payloads.keep(payload)
            store.takings.judge(id, None if payload.complete else "the answer was cut short")
            ids.append(id)
    return ids


def body_of(database: Database, id: int) -> bytes:
    with database.reading() as store:
        return store.payloads.get(id).body


def archived(dsn: str) -> int:
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT sum(length(body)) FROM payload WHERE complete").fetchone()
    assert row is not None
    return int(row[0])


def test_an_answer_cut_short_goes_but_not_as_the_latest(
    database: Database, archive: list[int]
) -> None:
    retention = Retention(database, LATER)
    (found,) = retention.cut_short()
    assert (found.id, found.bytes) == (archive[0], len(zlib.compress(SHORT.body, 3)))
    retention.remove([found])
    assert retention.cut_short() == []
    assert body_of(database, archive[1]) == PAGE.body
    assert body_of(database, archive[2]) == b"<ht"


def test_what_was_fetched_later_stays_as_it_is(database: Database, archive: list[int]) -> None:
    retention = Retention(database, PAGE.fetched_at)
    assert retention.cut_short() == []
    assert retention.pack() == Packed(payloads=0, bytes=0)


def test_a_body_is_compressed_harder_once_and_stays_the_same_bytes(
    database: Database, dsn: str, archive: list[int]
) -> None:
    retention = Retention(database, LATER)
    size = archived(dsn)
    foreseen = retention.pack(really=False)
    assert archived(dsn) == size
    packed = retention.pack()
    assert packed == foreseen
    assert packed.payloads == 1
    assert packed.bytes == size - archived(dsn) > 0
    assert body_of(database, archive[1]) == PAGE.body
    assert retention.pack() == Packed(payloads=0, bytes=0)
    retention.vacuum()


@pytest.mark.slow
def test_the_command_says_what_it_would_do_asks_and_does_it(
    mlbcore: Callable[..., CompletedProcess[str]], dsn: str, archive: list[int]
) -> None:
    prune = partial(mlbcore, "db", "prune", MLBCORE_DATABASE_URL=dsn)
    none = prune("--older-than", "10d", "--dry-run", "--format", "json")
    assert [row["payloads"] for row in json.loads(none.stdout)] == [0, 0]
    told = prune("--older-than", "0d", "--dry-run", "--format", "json")
    counts = [(row["what"], row["payloads"]) for row in json.loads(told.stdout)]
    assert counts == [("cut short", 1), ("compressed harder", 1)]
    assert "nothing was changed" in told.stderr
    assert prune("--older-than", "0d").returncode == 2
    assert prune("--older-than", "soon").returncode == 2
    done = prune("--older-than", "0d", "--yes", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == json.loads(told.stdout)
    again = prune("--older-than", "0d", "--yes", "--format", "json")
    assert [row["payloads"] for row in json.loads(again.stdout)] == [0, 0]
