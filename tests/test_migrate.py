"""Migrations apply in order, once, whole or not at all."""

from __future__ import annotations

import threading
from pathlib import Path

import psycopg
import pytest
from attrs import evolve

from mlbcore.db import migrate, migrations
from mlbcore.db.migrations import Migration
from mlbcore.errors import MigrationError

CORE = migrations.read(migrations.folder())
ONE = Migration(namespace="core", id="0001_one", sql="CREATE TABLE one (n int)")
TWO = Migration(namespace="core", id="0002_two", sql="CREATE TABLE two (n int)")


def states(dsn: str, files: list[Migration]) -> dict[str, str]:
    return {state.id: state.state for state in migrate.status(dsn, files)}


def test_an_empty_server_gets_the_whole_schema_and_the_second_time_nothing(empty_dsn: str) -> None:
    assert migrate.up(empty_dsn, CORE) == len(CORE)
    assert migrate.up(empty_dsn, CORE) == 0
    assert set(states(empty_dsn, CORE).values()) == {"applied"}


def test_status_of_an_empty_server_is_pending_and_changes_nothing(empty_dsn: str) -> None:
    assert states(empty_dsn, [ONE, TWO]) == {"0001_one": "pending", "0002_two": "pending"}
    with psycopg.connect(empty_dsn) as connection:
        assert connection.execute("SELECT to_regclass('migration')").fetchone() == (None,)


def test_a_failing_migration_leaves_nothing_of_itself(empty_dsn: str) -> None:
    bad = evolve(TWO, sql="CREATE TABLE two (n int); SELECT 1 / 0")
    with pytest.raises(MigrationError, match="0002_two"):
        migrate.up(empty_dsn, [ONE, bad])
    assert states(empty_dsn, [ONE, TWO]) == {"0001_one": "applied", "0002_two": "pending"}
    assert migrate.up(empty_dsn, [ONE, TWO]) == 1


def test_percent_signs_dollar_quotes_and_semicolons_reach_the_server_as_they_are(
    empty_dsn: str,
) -> None:
    tricky = evolve(ONE, sql="DO $$ BEGIN PERFORM 'a;%s' LIKE '%%;%'; END $$; SELECT 5 % 3;")
    assert migrate.up(empty_dsn, [tricky]) == 1


def test_a_changed_file_is_refused(empty_dsn: str) -> None:
    migrate.up(empty_dsn, [ONE])
    changed = evolve(ONE, sql="CREATE TABLE one (n bigint)")
    assert states(empty_dsn, [changed]) == {"0001_one": "changed"}
    with pytest.raises(MigrationError, match="changed"):
        migrate.up(empty_dsn, [changed, TWO])


def test_line_ends_are_no_change(empty_dsn: str) -> None:
    migrate.up(empty_dsn, [evolve(ONE, sql="SELECT 1;\nSELECT 2;")])
    assert migrate.up(empty_dsn, [evolve(ONE, sql="SELECT 1;\r\nSELECT 2;")]) == 0


def test_a_missing_file_is_refused(empty_dsn: str) -> None:
    migrate.up(empty_dsn, [ONE, TWO])
    assert states(empty_dsn, [ONE]) == {"0001_one": "applied", "0002_two": "missing"}
    with pytest.raises(MigrationError, match="missing"):
        migrate.up(empty_dsn, [ONE])


def test_a_file_before_an_applied_one_is_refused(empty_dsn: str) -> None:
    later = evolve(ONE, id="0003_three", sql="SELECT 3")
    migrate.up(empty_dsn, [ONE, later])
    with pytest.raises(MigrationError, match="0002_two is not applied"):
        migrate.up(empty_dsn, [ONE, TWO, later])


def test_runners_at_once_take_turns(empty_dsn: str) -> None:
    slow = evolve(ONE, sql="CREATE TABLE one (n int); SELECT pg_sleep(0.2)")
    done: list[int] = []
    runners = [
        threading.Thread(target=lambda: done.append(migrate.up(empty_dsn, [slow, TWO])))
        for _ in range(4)
    ]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    assert sorted(done) == [0, 0, 0, 2]


@pytest.mark.parametrize("name", ["one.sql", "0002_two.sql", "0001_Two.sql", "0001-two.sql"])
def test_a_folder_with_a_wrong_name_or_a_gap_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("SELECT 1")
    with pytest.raises(MigrationError, match=name):
        migrations.read(tmp_path)


def test_every_market_side_and_phase_of_the_records_has_a_code(empty_dsn: str) -> None:
    from mlbcore.db.codes import Codes
    from mlbcore.models import LineStatus, Market, Period, Phase, Side

    migrate.up(empty_dsn, CORE)
    with psycopg.connect(empty_dsn) as connection:
        codes = Codes(connection)
        assert {market for market, _, _ in codes.markets} == set(Market)
        assert {period for _, period, _ in codes.markets} == set(Period)
        assert set(codes.sides) == set(Side)
        assert set(codes.phases) == set(Phase)
        assert set(codes.statuses) == set(LineStatus)
