"""What is interrupted outside a transaction is marked, stops the runner, and can be repaired."""

from __future__ import annotations

import psycopg
import pytest
from attrs import evolve

from mlbcore.db import migrate
from mlbcore.db.migrations import Migration
from mlbcore.errors import MigrationError

TABLE = Migration(
    namespace="core",
    id="0001_table",
    sql='CREATE SCHEMA "Park"; CREATE TABLE "Park".one (n int)',
    down='DROP SCHEMA "Park" CASCADE',
)
INDEX = Migration(
    namespace="core",
    id="0002_index",
    sql='-- no transaction\nCREATE UNIQUE INDEX CONCURRENTLY "One n" ON "Park".one (n);',
    down='-- no transaction\nDROP INDEX CONCURRENTLY "Park"."One n";',
)
OTHER = Migration(
    namespace="core",
    id="0002_other",
    sql="-- no transaction\nVACUUM (nonsense) one",
    down="-- no transaction\nVACUUM (nonsense) one",
)


def execute(dsn: str, *statements: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def state(dsn: str, migration: Migration) -> str:
    (found,) = [s.state for s in migrate.status(dsn, [TABLE, migration]) if s.id == migration.id]
    return found


def indexes(dsn: str) -> list[tuple[str, bool]]:
    with psycopg.connect(dsn) as connection:
        return connection.execute(
            "SELECT relname, indisvalid FROM pg_index JOIN pg_class ON oid = indexrelid"
            " WHERE relname ILIKE 'one%'"
        ).fetchall()


@pytest.fixture
def doubled_dsn(empty_dsn: str) -> str:
    """Two equal rows, over which the unique index fails half way."""
    migrate.up(empty_dsn, [TABLE])
    execute(empty_dsn, 'INSERT INTO "Park".one VALUES (1), (1)')
    with pytest.raises(MigrationError, match="core/0002_index: could not create unique index"):
        migrate.up(empty_dsn, [TABLE, INDEX])
    return empty_dsn


def test_a_dirty_migration_stops_everything_and_names_repair(doubled_dsn: str) -> None:
    assert state(doubled_dsn, INDEX) == "dirty"
    assert indexes(doubled_dsn) == [("One n", False)]
    with pytest.raises(MigrationError, match="core/0002_index .*mlbcore migrate repair"):
        migrate.up(doubled_dsn, [TABLE, INDEX])
    with pytest.raises(MigrationError, match="mlbcore migrate repair"):
        migrate.down(doubled_dsn, [TABLE, INDEX], to=None)
    assert [problem.id for problem in migrate.validate(doubled_dsn, [TABLE, INDEX])] == [INDEX.id]


def test_repair_drops_the_invalid_index_and_up_makes_it_again(doubled_dsn: str) -> None:
    said: list[str] = []
    assert migrate.repair(doubled_dsn, [TABLE, INDEX], said.append) == 1
    assert said == ['core/0002_index: dropped the invalid index "One n"; it is pending now']
    assert indexes(doubled_dsn) == []
    execute(doubled_dsn, 'TRUNCATE "Park".one')
    assert migrate.up(doubled_dsn, [TABLE, INDEX]) == 1
    assert indexes(doubled_dsn) == [("One n", True)]
    assert migrate.repair(doubled_dsn, [TABLE, INDEX]) == 0


def test_repair_knows_the_index_when_the_file_was_changed_or_is_gone(doubled_dsn: str) -> None:
    changed = evolve(INDEX, sql="-- no transaction\nCREATE INDEX CONCURRENTLY other ON one (n)")
    assert state(doubled_dsn, changed) == "dirty"
    assert migrate.repair(doubled_dsn, [TABLE]) == 1
    assert indexes(doubled_dsn) == []
    assert state(doubled_dsn, changed) == "pending"


def test_an_index_that_was_whole_before_the_mark_was_cleared_is_applied(empty_dsn: str) -> None:
    migrate.up(empty_dsn, [TABLE, INDEX])
    execute(empty_dsn, mark("up", INDEX.sql))
    assert migrate.repair(empty_dsn, [TABLE, INDEX]) == 1
    assert (state(empty_dsn, INDEX), indexes(empty_dsn)) == ("applied", [("One n", True)])


def test_an_index_that_is_whole_but_fails_the_proof_is_pending(empty_dsn: str) -> None:
    migrate.up(empty_dsn, [TABLE, INDEX])
    execute(empty_dsn, mark("up", INDEX.sql))
    assert migrate.repair(empty_dsn, [TABLE, evolve(INDEX, verify="SELECT 1 / 0")]) == 1
    assert (state(empty_dsn, INDEX), indexes(empty_dsn)) == ("pending", [("One n", True)])


def test_an_index_that_was_never_begun_is_pending(empty_dsn: str) -> None:
    migrate.up(empty_dsn, [TABLE, INDEX])
    execute(empty_dsn, mark("up", INDEX.sql), 'DROP INDEX "Park"."One n"')
    assert migrate.repair(empty_dsn, [TABLE, INDEX]) == 1
    assert migrate.up(empty_dsn, [TABLE, INDEX]) == 1


@pytest.mark.parametrize(
    ("done", "after"),
    [
        ("SELECT 1", "applied"),
        (
            """
            UPDATE pg_index SET indisvalid = false WHERE indexrelid = '"Park"."One n"'::regclass
            """,
            "pending",
        ),
        ('DROP INDEX "Park"."One n"', "pending"),
    ],
)
def test_an_interrupted_drop_is_settled_by_what_is_left(
    empty_dsn: str, done: str, after: str
) -> None:
    migrate.up(empty_dsn, [TABLE, INDEX])
    assert INDEX.down is not None
    execute(empty_dsn, mark("down", INDEX.down), done)
    assert migrate.repair(empty_dsn, [TABLE, INDEX]) == 1
    assert state(empty_dsn, INDEX) == after
    assert len(indexes(empty_dsn)) == (after == "applied")


def test_an_index_goes_down_outside_a_transaction(empty_dsn: str) -> None:
    migrate.up(empty_dsn, [TABLE, INDEX])
    assert migrate.down(empty_dsn, [TABLE, INDEX], to="0001_table") == 1
    assert (state(empty_dsn, INDEX), indexes(empty_dsn)) == ("pending", [])


@pytest.mark.parametrize(
    ("verify", "direction", "after"),
    [
        ('TABLE "Park".one', "up", "applied"),
        ('TABLE "Park".one', "down", "applied"),
        ("TABLE nowhere", "up", "pending"),
        ("TABLE nowhere", "down", "pending"),
        (None, "up", "pending"),
        (None, "down", "applied"),
    ],
)
def test_another_statement_is_settled_by_its_proof_or_else_counts_as_not_run(
    empty_dsn: str, verify: str | None, direction: str, after: str
) -> None:
    files = [TABLE, evolve(OTHER, verify=verify)]
    if direction == "down":
        migrate.up(empty_dsn, [TABLE, evolve(OTHER, sql="SELECT 1")])
        files = [TABLE, evolve(OTHER, sql="SELECT 1", verify=verify)]
        with pytest.raises(MigrationError, match="nonsense"):
            migrate.down(empty_dsn, files, to="0001_table")
    else:
        with pytest.raises(MigrationError, match="nonsense"):
            migrate.up(empty_dsn, files)
    assert state(empty_dsn, files[1]) == "dirty"
    assert migrate.repair(empty_dsn, files) == 1
    assert state(empty_dsn, files[1]) == after


def mark(direction: str, statement: str) -> str:
    """What a runner that was killed leaves."""
    return (
        f"UPDATE migration SET state = 'dirty', direction = '{direction}',"
        f" statement = $mark${statement}$mark$ WHERE id = '0002_index'"
    )
