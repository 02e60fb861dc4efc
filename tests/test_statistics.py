"""``db stats``: what it tells of a database that is known to the byte."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import threading
from collections.abc import Callable
from io import StringIO

import psycopg
import pytest

from mlbcore.db.statistics import MissingIndex, Statistics, TableSize, statistics

SCHEMA = """
    CREATE TABLE team (id integer PRIMARY KEY, name text);
    CREATE TABLE pitch (
        id integer PRIMARY KEY,
        team integer REFERENCES team,
        umpire integer,
        speed integer,
        note text,
        UNIQUE (speed, id)
    );
    CREATE INDEX pitch_unused ON pitch (umpire);
    CREATE INDEX pitch_used ON pitch (speed);
    ALTER TABLE pitch SET (autovacuum_enabled = false);
    INSERT INTO team VALUES (1, 'NYY'), (2, 'BOS');
    INSERT INTO pitch SELECT n, 1 + n % 2, n % 7, n, 'x' FROM generate_series(1, 20000) n;
"""


@pytest.fixture
def pitches(empty_dsn: str) -> str:
    """A database with 20,000 rows whose index on speed alone is used."""
    run(
        empty_dsn,
        SCHEMA,
        "ANALYZE",
        "SET enable_seqscan = off; SELECT note FROM pitch WHERE speed = 7 AND umpire IS NOT NULL",
    )
    return empty_dsn


def run(dsn: str, *statements: str) -> None:
    """Run them, and have the server count them before it would."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
        connection.execute("SELECT pg_stat_force_next_flush()")


def read(dsn: str, slower_than: float = 1.0) -> Statistics:
    return statistics(dsn, slower_than=slower_than)


def table(read: Statistics, name: str) -> TableSize:
    return next(table for table in read.tables if table.name == name)


def bytes_of(dsn: str, function: str) -> int:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(f"SELECT {function}".encode()).fetchone()
    assert row is not None
    return int(row[0])


def test_sizes_and_rows_are_the_servers(pitches: str) -> None:
    found = read(pitches)
    assert [one.name for one in found.tables] == ["pitch", "team"]
    pitch = table(found, "pitch")
    assert (pitch.rows, pitch.exact) == (20000, True)
    assert pitch.heap == bytes_of(pitches, "pg_relation_size('pitch')")
    assert pitch.indexes == bytes_of(pitches, "pg_indexes_size('pitch')")
    assert pitch.bytes == bytes_of(pitches, "pg_total_relation_size('pitch')")
    assert pitch.bytes_a_row == pitch.bytes / 20000
    assert (pitch.vacuumed_at, pitch.analyzed_at is None) == (None, False)


def test_rows_of_a_large_table_are_an_estimate(
    pitches: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlbcore.db.statistics.COUNTED_BYTES", 100_000)
    run(pitches, "DELETE FROM pitch WHERE id = 1", "DELETE FROM team WHERE id = 2 AND false")
    found = read(pitches)
    assert (table(found, "pitch").rows, table(found, "pitch").exact) == (20000, False)
    assert (table(found, "team").rows, table(found, "team").exact) == (2, True)


def test_dead_rows_and_bloat_are_those_of_what_was_deleted(pitches: str) -> None:
    full = table(read(pitches), "pitch")
    assert full.bloat is not None
    assert full.bloat < 0.05 * full.heap
    run(pitches, "DELETE FROM pitch WHERE id % 4 > 0")
    assert table(read(pitches), "pitch").dead_rows == 15000
    run(pitches, "VACUUM ANALYZE pitch")
    thin = table(read(pitches), "pitch")
    assert (thin.rows, thin.dead_rows, thin.vacuumed_at is None) == (5000, 0, False)
    assert thin.bloat is not None
    assert 0.7 < thin.bloat / thin.heap < 0.8


def test_an_index_nobody_used_is_named_and_one_that_keeps_rows_unique_is_not(pitches: str) -> None:
    (unused,) = read(pitches).unused_indexes
    assert (unused.name, unused.table) == ("pitch_unused", "pitch")
    assert unused.bytes == bytes_of(pitches, "pg_relation_size('pitch_unused')")
    assert "(umpire)" in unused.definition


def test_a_foreign_key_without_an_index_is_named_until_it_has_one(pitches: str) -> None:
    assert read(pitches).missing_indexes == (
        MissingIndex("pitch", ("team",), "a row deleted from team reads all of pitch"),
    )
    run(pitches, "CREATE INDEX partly ON pitch (team) WHERE team = 1")
    assert read(pitches).missing_indexes != ()
    run(pitches, "CREATE INDEX other_way ON pitch (umpire, team)")
    assert read(pitches).missing_indexes != ()
    run(pitches, "CREATE INDEX whole ON pitch (team, umpire)")
    assert read(pitches).missing_indexes == ()


def test_a_table_that_is_read_whole_again_and_again_is_named(pitches: str) -> None:
    run(pitches, "CREATE INDEX whole ON pitch (team)")
    scans = "DO $$ BEGIN FOR n IN 1..%s LOOP PERFORM count(*) FROM pitch WHERE note = 'y'; END"
    run(pitches, f"{scans % 90} LOOP; END $$")
    assert read(pitches).missing_indexes == ()
    run(pitches, f"{scans % 20} LOOP; END $$")
    (missing,) = read(pitches).missing_indexes
    assert (missing.table, missing.columns) == ("pitch", ())
    assert re.fullmatch(
        r"11\d scans of (20,000|19,\d{3}) rows each, \d by an index", missing.reason
    )


def test_a_statement_that_runs_long_is_shown_and_what_is_not_known_is_said(pitches: str) -> None:
    with psycopg.connect(pitches, autocommit=True) as other:
        sleeping = threading.Thread(target=_sleep, args=(other,))
        sleeping.start()
        found = read(pitches, slower_than=0.1)
        while not found.slow_queries and sleeping.is_alive():
            found = read(pitches, slower_than=0.1)
        other.cancel()
        sleeping.join()
    (slow,) = found.slow_queries
    assert (slow.query, slow.calls, slow.running) == ("SELECT pg_sleep(5)", 1, True)
    assert 0.1 <= slow.seconds < 5
    assert any("pg_stat_statements is not installed" in line for line in found.unknown)


def test_past_statements_come_from_the_extension_where_it_is(pitches: str) -> None:
    with psycopg.connect(pitches, autocommit=True) as connection:
        loaded = connection.execute(
            "SELECT EXISTS (SELECT FROM pg_settings WHERE name = 'pg_stat_statements.max')"
        ).fetchone()
        if loaded != (True,):
            pytest.skip("the server has not loaded pg_stat_statements")
        connection.execute("CREATE EXTENSION pg_stat_statements SCHEMA public")
        connection.execute("SELECT pg_sleep(0.2)")
        connection.execute("SELECT pg_sleep(0.2)")
    found = read(pitches, slower_than=0.15)
    (slow,) = [query for query in found.slow_queries if "pg_sleep" in query.query]
    assert (slow.query, slow.calls, slow.running) == ("SELECT pg_sleep($1)", 2, False)
    assert 0.2 <= slow.seconds < slow.total_seconds
    assert found.unknown == ()


@pytest.mark.slow
def test_the_command_shows_every_part_in_every_format(
    mlbcore: Callable[..., subprocess.CompletedProcess[str]], pitches: str
) -> None:
    def told(form: str) -> str:
        done = mlbcore("db", "stats", "--format", form, MLBCORE_DATABASE_URL=pitches)
        assert done.returncode == 0, done.stderr
        assert ("not known: slow queries" in done.stderr) == (form != "json")
        return done.stdout

    document = json.loads(told("json"))
    parts = {"tables": 2, "unused_indexes": 1, "missing_indexes": 1, "slow_queries": 0}
    assert {part: len(document[part]) for part in parts} == parts
    assert document["tables"][0]["rows"] == 20000
    assert document["unknown"] != []
    lines = [json.loads(line) for line in told("jsonl").splitlines()]
    assert [line.pop("part") for line in lines] == [
        *["tables"] * 2,
        "unused_indexes",
        "missing_indexes",
    ]
    assert lines == [row for part in parts for row in document[part]]
    rows = list(csv.DictReader(StringIO(told("csv"))))
    assert [(row["part"], row["rows"]) for row in rows][:2] == [
        ("tables", "20000"),
        ("tables", "2"),
    ]
    table = told("table")
    assert "20,000" in table
    assert "slow queries: none" in table


def _sleep(connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.QueryCanceled):
        connection.execute("SELECT pg_sleep(5)")
