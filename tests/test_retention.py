"""Pruning: what goes is not missed, and what stays is the same bytes in less room."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx2
import psycopg
import pytest

from mlbcore.cli.collect import EVERYTHING
from mlbcore.db.pool import Database
from mlbcore.db.store import Store
from mlbcore.demo import DATE, BundledDay
from mlbcore.models import Payload
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.prune import Packed, Prunable, Pruning
from mlbcore.pipeline.replay import replay
from mlbcore.plugins import discover
from mlbcore.settings import DatabaseSettings

Poll = Callable[..., None]
Rows = Callable[[str], dict[str, list[str]]]
SOURCES = ("mlb", "sbr", "action")
LATER = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
# What a replay does not compute: the archive itself, and what was collected when.
COLLECTED = {"payload", "run", "unit", "migration"}
NOISE = ("", "\n", " ", "\n ", " \n")
PATHS = {
    "mlb": "/api/v1/schedule",
    "sbr": "/betting-odds/mlb-baseball/money-line/full-game/",
    "action": "/web/v2/scoreboard/publicbetting/mlb",
}
# What a source may show instead in a poll: (old, new) in its text.
CHANGES: dict[str, tuple[tuple[str, str], ...]] = {
    "mlb": (
        ('"gamePk":777275', '"gamePk":"?"'),
        ('"codedGameState":"F","detailedState":"Final"', '"codedGameState":"I"'),
    ),
    "sbr": (
        ('"status":"1"', '"status":"6"'),
        ('"currentLine":{"awayOdds":170', '"currentLine":{"awayOdds":172'),
        ('"shortName":"MIN"', '"shortName":"MIL"'),
        ('"sportsbook":"bet365"', '"sportsbook":"newbook"'),
        ('"startDate":"2025-07-02T16:10', '"startDate":"2025-07-03T16:10'),
        ("__NEXT_DATA__", "__NOTHING__"),
    ),
    "action": (
        ('"odds":173', '"odds":175'),
        ('"tickets":{"percent":20}', '"tickets":{"percent":21}'),
        ('"start_time":"2025-07-02T16:10', '"start_time":"2025-07-04T16:10'),
        ('"away_team_id":201', '"away_team_id":9'),
    ),
}


class Shown(BundledDay):
    """The bundled day as some sources show it: others are out of reach."""

    def __init__(self, **shown: Sequence[tuple[str, str]]) -> None:
        self.shown = {PATHS[source]: changes for source, changes in shown.items()}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        changes = self.shown.get(request.url.path)
        if changes is None:
            return httpx2.Response(404)
        text = super().handle_request(request).read().decode()
        for old, new in changes:
            text = text.replace(old, new) if old else text + new
        return httpx2.Response(200, text=text)


def noise(amount: int) -> tuple[str, str]:
    """A change that no parser sees."""
    return "", NOISE[amount]


@pytest.fixture
def pruning(database: Database) -> Pruning:
    return Pruning(database, ingest(database))


@pytest.fixture
def polled(dsn: str, poll: Poll) -> str:
    """Five polls of a day: the 2nd and 4th say nothing that was not known."""
    waiting = ('"status":"1"', '"status":"6"')
    moved = CHANGES["sbr"][1]
    for amount, price in enumerate(((), (), (moved,), (moved,), (moved,))):
        said = (waiting, *price, noise(amount))
        poll(dsn, Shown(mlb=[noise(amount)], sbr=said, action=[noise(amount)]))
    return dsn


def ingest(database: Database) -> Ingest:
    plugins = discover(frozenset(SOURCES))
    return Ingest(database, plugins.collectors, plugins.mappers)


def sources_of(dsn: str, found: Prunable) -> list[tuple[str, int]]:
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "SELECT s.name, row_number() OVER (PARTITION BY s.name ORDER BY p.id), p.id"
            " FROM payload p JOIN source s ON s.id = p.source"
        ).fetchall()
    return sorted((name, number) for name, number, id in rows if id in found.ids)


def replayed(dsn: str) -> None:
    with Database(dsn, DatabaseSettings()) as elsewhere:
        replay(elsewhere, ingest(elsewhere), EVERYTHING, SOURCES)


def computed(rows: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: found for name, found in rows.items() if name not in COLLECTED}


def test_polls_that_said_nothing_may_go_but_never_mlbs_nor_the_last(
    polled: str, pruning: Pruning
) -> None:
    found = pruning.find(LATER)
    assert sources_of(polled, found) == [
        ("action", 2),
        ("action", 3),
        ("action", 4),
        ("sbr", 2),
        ("sbr", 4),
    ]


def test_a_replay_of_what_stays_gives_the_same_tables(
    polled: str, pruning: Pruning, copy: Callable[[], str], table_rows: Rows
) -> None:
    before = computed(table_rows(polled))
    found = pruning.find(LATER)
    assert pruning.remove(found) == len(found.ids) == 5
    assert pruning.pack(found).payloads > 0
    pruning.vacuum()
    assert computed(table_rows(polled)) == before
    other = copy()
    replayed(other)
    assert computed(table_rows(other)) == before
    assert pruning.find(LATER).ids == set()


def test_a_poll_that_gave_a_row_would_be_missed(
    polled: str, copy: Callable[[], str], table_rows: Rows
) -> None:
    with psycopg.connect(polled) as connection:
        connection.execute(
            "DELETE FROM payload WHERE id = (SELECT max(payload) FROM quote WHERE payload >"
            " (SELECT min(payload) FROM quote))"
        )
    other = copy()
    replayed(other)
    assert computed(table_rows(other)) != computed(table_rows(polled))


def test_what_was_fetched_later_stays(polled: str, pruning: Pruning) -> None:
    with psycopg.connect(polled) as connection:
        row = connection.execute("SELECT fetched_at FROM payload WHERE id = 8").fetchone()
    assert row is not None
    found = pruning.find(row[0])
    assert found.ids
    assert max(found.ids) < 8
    assert pruning.find(row[0] - dt.timedelta(days=1)).ids == set()


def test_what_came_before_mlb_named_the_slate_stays(dsn: str, poll: Poll, pruning: Pruning) -> None:
    for amount in range(3):
        poll(dsn, Shown(sbr=[noise(amount)], action=[noise(amount)]))
    poll(dsn, Shown(mlb=[]))
    assert pruning.find(LATER).ids == set()


def test_what_speaks_of_a_date_mlb_has_not_named_stays(
    dsn: str, poll: Poll, pruning: Pruning
) -> None:
    put_off = CHANGES["sbr"][4]
    poll(dsn, Shown(mlb=[]))
    for amount in range(4):
        poll(dsn, Shown(sbr=[put_off, noise(amount)]))
    assert pruning.find(LATER).ids == set()


def test_a_slate_that_mlb_did_not_always_list_alike_stays(
    polled: str, poll: Poll, pruning: Pruning
) -> None:
    poll(polled, Shown(mlb=[CHANGES["mlb"][0]]))
    assert Pruning(pruning.database, pruning.ingest).find(LATER).ids == set()


def test_what_cannot_be_read_stays(dsn: str, poll: Poll, pruning: Pruning) -> None:
    unreadable = CHANGES["sbr"][5]
    poll(dsn, Shown(mlb=[]))
    for amount in range(3):
        poll(dsn, Shown(sbr=[unreadable, noise(amount)]))
    assert pruning.find(LATER).ids == set()


def test_what_no_plugin_here_reads_stays(polled: str, database: Database) -> None:
    nobody = Ingest(database, [], {})
    assert Pruning(database, nobody).find(LATER).ids == set()


def test_an_answer_cut_short_goes_but_not_as_the_latest(
    database: Database, pruning: Pruning
) -> None:
    def keep(store: Store, body: bytes, complete: bool) -> int:
        payload = Payload(
            source="sbr",
            collector="moneyline",
            date=DATE,
            url="https://example.test/page",
            fetched_at=LATER - dt.timedelta(days=2),
            body=body,
            complete=complete,
        )
        id, _ = store.payloads.keep(payload)
        store.payloads.judge(id, "the answer was cut short")
        return id

    with database.writing() as store:
        first = keep(store, b"<html", complete=False)
        keep(store, b"<html>", complete=True)
        keep(store, b"<ht", complete=False)
    found = pruning.find(LATER)
    assert [payload.id for payload in found.incomplete] == [first]
    assert found.incomplete[0].bytes == len(zlib.compress(b"<html", 3))
    assert pruning.remove(found) == 1


def test_what_is_referred_to_by_now_is_not_removed(polled: str, pruning: Pruning) -> None:
    found = pruning.find(LATER)
    needed = min(found.ids)
    with psycopg.connect(polled) as connection:
        connection.execute(
            "UPDATE game_source SET payload = %s WHERE external_id = '342539'", (needed,)
        )
    assert pruning.remove(found) == len(found.ids) - 1
    with psycopg.connect(polled) as connection:
        ids = [id for (id,) in connection.execute("SELECT id FROM payload")]
    assert needed in ids


def test_a_body_is_compressed_harder_once_and_stays_the_same_bytes(
    polled: str, database: Database, pruning: Pruning
) -> None:
    def bodies() -> dict[int, bytes]:
        with database.reading() as store:
            return {id: store.payloads.get(id).body for id in range(1, 16)}

    before, size = bodies(), archived(polled)
    found = pruning.find(LATER - dt.timedelta(days=1000))
    assert pruning.pack(found) == Packed(payloads=0, bytes=0)
    all_of_it = Prunable(before=LATER, incomplete=(), superseded=())
    foreseen = pruning.pack(all_of_it, store_them=False)
    assert archived(polled) == size
    packed = pruning.pack(all_of_it)
    assert packed == foreseen
    assert packed.payloads == 15
    assert packed.bytes == size - archived(polled)
    assert 0.1 < packed.bytes / size < 0.25
    assert bodies() == before
    assert pruning.pack(all_of_it) == Packed(payloads=0, bytes=0)


def test_every_table_that_refers_to_a_payload_is_known(dsn: str) -> None:
    """A new one must be looked at by ``Retention.superseded``; the current ones copy others."""
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND column_name = 'payload'"
        ).fetchall()
    looked_at = {"quote", "split", "game_source", "slate", "unmatched"}
    assert {name for (name,) in rows} == looked_at | {"quote_current", "split_current"}


@pytest.mark.parametrize("seed", [3, 22])
def test_whatever_the_sources_showed_a_replay_of_what_stays_gives_the_same(
    dsn: str, poll: Poll, pruning: Pruning, copy: Callable[[], str], table_rows: Rows, seed: int
) -> None:
    _prune_and_compare(seed, dsn, poll, pruning, copy, table_rows)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_whatever_they_showed_often(
    dsn: str, poll: Poll, pruning: Pruning, copy: Callable[[], str], table_rows: Rows, seed: int
) -> None:
    _prune_and_compare(seed, dsn, poll, pruning, copy, table_rows)


def test_the_command_says_what_it_would_do_asks_and_does_it(
    polled: str, home: Path, copy: Callable[[], str], table_rows: Rows
) -> None:
    before = computed(table_rows(polled))
    none = prune(polled, "--older-than", "1d", "--dry-run", "--format", "json")
    assert [row["payloads"] for row in json.loads(none.stdout)] == [0, 0, 0]
    told = prune(polled, "--older-than", "0d", "--dry-run", "--format", "json")
    counts = [(row["what"], row["payloads"]) for row in json.loads(told.stdout)]
    assert counts == [("cut short", 0), ("said before", 5), ("compressed harder", 10)]
    assert "nothing was changed" in told.stderr
    assert prune(polled, "--older-than", "0d").returncode == 2
    assert prune(polled, "--older-than", "soon").returncode == 2
    done = prune(polled, "--older-than", "0d", "--yes", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == json.loads(told.stdout)
    other = copy()
    replayed(other)
    assert computed(table_rows(other)) == before


def prune(dsn: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mlbcore", "db", "prune", *arguments],
        env=os.environ | {"MLBCORE_DATABASE_URL": dsn},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def archived(dsn: str) -> int:
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT sum(length(body)) FROM payload").fetchone()
    assert row is not None
    return int(row[0])


def _prune_and_compare(
    seed: int,
    dsn: str,
    poll: Poll,
    pruning: Pruning,
    copy: Callable[[], str],
    table_rows: Rows,
) -> None:
    for shown in _polls(random.Random(seed)):
        poll(dsn, shown)
    other = copy()
    replayed(other)
    before = computed(table_rows(other))
    found = pruning.find(LATER)
    assert pruning.remove(found) == len(found.ids)
    with psycopg.connect(other) as connection:
        connection.execute("DELETE FROM payload WHERE id = ANY(%s)", (list(found.ids),))
        connection.execute("TRUNCATE game, slate, unmatched CASCADE")
        connection.execute("TRUNCATE quote, quote_current, split, split_current")
    replayed(other)
    assert computed(table_rows(other)) == before


def _polls(chance: random.Random) -> Iterator[Shown]:
    """Polls in which each source may be away, say something else, or the same in other bytes."""
    for _ in range(8):
        shown = {}
        for source in SOURCES:
            if chance.random() < 0.8:
                changes = [c for c in CHANGES[source] if chance.random() < 0.15]
                shown[source] = [*changes, noise(chance.randrange(len(NOISE)))]
        yield Shown(**shown)
