"""Migrations apply in order, once, whole or not at all."""

from __future__ import annotations

import threading

import psycopg
import pytest
from attrs import evolve

from mlbcore.db import migrate, migrations
from mlbcore.db.migrate.turn import LOCK, turn
from mlbcore.db.migrations import Migration
from mlbcore.errors import MigrationError

CORE = migrations.read(migrations.folder())
ONE = Migration(namespace="core", id="0001_one", sql="CREATE TABLE one (n int)")
TWO = Migration(namespace="core", id="0002_two", sql="CREATE TABLE two (n int)")
PARK = Migration(
    namespace="park", id="0001_a", sql="-- depends: core/0002_two\nCREATE TABLE park (n int)"
)
INDEX = evolve(
    TWO, id="0002_index", sql="-- no transaction\nCREATE INDEX CONCURRENTLY one_n ON one (n)"
)

# The table as the version before had it, with a row of that version.
OLDER = """
CREATE TABLE migration (
    namespace text NOT NULL,
    id text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (namespace, id)
);
CREATE TABLE one (n int);
INSERT INTO migration VALUES ('core', '0001_one', %(checksum)s, '2025-07-02T12:00:00Z');
"""


def states(dsn: str, files: list[Migration]) -> dict[str, str]:
    return {state.id: state.state for state in migrate.status(dsn, files)}


def tables(dsn: str) -> set[str]:
    with psycopg.connect(dsn) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {row[0] for row in rows}


def test_an_empty_server_gets_the_whole_schema_and_the_second_time_nothing(empty_dsn: str) -> None:
    assert migrate.up(empty_dsn, CORE) == len(CORE)
    assert migrate.up(empty_dsn, CORE) == 0
    assert set(states(empty_dsn, CORE).values()) == {"applied"}
    assert migrate.validate(empty_dsn, CORE) == []


def test_looking_at_an_empty_server_says_pending_and_changes_nothing(empty_dsn: str) -> None:
    assert states(empty_dsn, [ONE, TWO]) == {"0001_one": "pending", "0002_two": "pending"}
    assert migrate.validate(empty_dsn, [ONE, TWO]) == []
    assert "CREATE TABLE one" in migrate.plan_up(empty_dsn, [ONE, TWO])
    assert migrate.plan_down(empty_dsn, [ONE, TWO], None) == ""
    assert migrate.verify(empty_dsn, [ONE, TWO]) == []
    assert migrate.down(empty_dsn, [ONE, TWO], to=None) == 0
    assert migrate.repair(empty_dsn, [ONE, TWO]) == 0
    assert tables(empty_dsn) == set()


def test_a_failing_migration_leaves_nothing_of_itself(empty_dsn: str) -> None:
    bad = evolve(TWO, sql="CREATE TABLE two (n int); SELECT 1 / 0")
    with pytest.raises(MigrationError, match="core/0002_two: division by zero"):
        migrate.up(empty_dsn, [ONE, bad])
    assert states(empty_dsn, [ONE, TWO]) == {"0001_one": "applied", "0002_two": "pending"}
    assert migrate.up(empty_dsn, [ONE, TWO]) == 1


def test_a_constraint_that_fails_at_the_end_of_the_transaction_leaves_nothing(
    empty_dsn: str,
) -> None:
    late = "CREATE TABLE two (n int PRIMARY KEY REFERENCES two DEFERRABLE INITIALLY DEFERRED);"
    files = [
        ONE,
        evolve(
            TWO,
            sql=f"{late} ALTER TABLE two ADD m int REFERENCES two INITIALLY "
            "DEFERRED; INSERT INTO two VALUES (1, 2)",
        ),
    ]
    with pytest.raises(MigrationError, match="core/0002_two: .*foreign key"):
        migrate.up(empty_dsn, files)
    assert tables(empty_dsn) == {"migration", "one"}


def test_percent_signs_dollar_quotes_and_semicolons_reach_the_server_as_they_are(
    empty_dsn: str,
) -> None:
    tricky = evolve(ONE, sql="DO $$ BEGIN PERFORM 'a;%s' LIKE '%%;%'; END $$; SELECT 5 % 3;")
    assert migrate.up(empty_dsn, [tricky]) == 1


def test_what_a_file_sets_for_its_session_ends_with_it(empty_dsn: str) -> None:
    role = "SET search_path = pg_catalog; SET ROLE pg_read_all_data; SET statement_timeout = 1"
    assert migrate.up(empty_dsn, [evolve(ONE, sql=role), TWO]) == 2
    assert tables(empty_dsn) == {"migration", "two"}


def test_a_changed_file_is_refused(empty_dsn: str) -> None:
    migrate.up(empty_dsn, [ONE])
    changed = evolve(ONE, sql="CREATE TABLE one (n bigint)")
    assert states(empty_dsn, [changed]) == {"0001_one": "changed"}
    with pytest.raises(MigrationError, match="core/0001_one was changed"):
        migrate.up(empty_dsn, [changed, TWO])
    assert [str(p) for p in migrate.validate(empty_dsn, [changed])] == [
        "core/0001_one was changed after it was applied"
    ]


def test_the_way_down_and_the_proof_may_change_after_they_were_applied(empty_dsn: str) -> None:
    migrate.up(empty_dsn, [ONE])
    assert migrate.up(empty_dsn, [evolve(ONE, down="DROP TABLE one", verify="TABLE one")]) == 0


def test_line_ends_are_no_change(empty_dsn: str) -> None:
    migrate.up(empty_dsn, [evolve(ONE, sql="SELECT 1;\nSELECT 2;")])
    assert migrate.up(empty_dsn, [evolve(ONE, sql="SELECT 1;\r\nSELECT 2;")]) == 0


def test_a_missing_file_is_refused(empty_dsn: str) -> None:
    migrate.up(empty_dsn, [ONE, TWO])
    assert states(empty_dsn, [ONE]) == {"0001_one": "applied", "0002_two": "missing"}
    with pytest.raises(MigrationError, match="core/0002_two is applied, but its file is missing"):
        migrate.up(empty_dsn, [ONE])


def test_a_file_before_an_applied_one_is_refused(empty_dsn: str) -> None:
    later = evolve(ONE, id="0003_three", sql="SELECT 3")
    migrate.up(empty_dsn, [ONE, later])
    with pytest.raises(MigrationError, match="core/0002_two is not applied, but core/0003_three"):
        migrate.up(empty_dsn, [ONE, TWO, later])


def test_a_dependency_that_is_not_applied_while_its_dependent_is_is_refused(
    empty_dsn: str,
) -> None:
    migrate.up(empty_dsn, [ONE, TWO, PARK])
    with psycopg.connect(empty_dsn) as connection:
        connection.execute("DELETE FROM migration WHERE id = '0002_two'")
    with pytest.raises(MigrationError, match="core/0002_two is not applied, but park/0001_a"):
        migrate.up(empty_dsn, [ONE, TWO, PARK])


def test_up_to_one_applies_it_and_what_it_needs_and_no_more(empty_dsn: str) -> None:
    other = evolve(PARK, id="0002_b", sql="CREATE TABLE b (n int)")
    alone = Migration(namespace="alone", id="0001_a", sql="CREATE TABLE alone (n int)")
    files = [ONE, TWO, evolve(TWO, id="0003_three"), alone, PARK, other]
    assert migrate.up(empty_dsn, files, to="0001_one") == 1
    assert migrate.up(empty_dsn, files, to="0001_one") == 0
    assert migrate.up(empty_dsn, files, to="park/0001_a") == 2
    assert tables(empty_dsn) == {"migration", "one", "two", "park"}
    with pytest.raises(MigrationError, match="there is no migration core/0009_x"):
        migrate.up(empty_dsn, files, to="0009_x")


def test_a_dry_run_tries_all_and_keeps_nothing(empty_dsn: str) -> None:
    said: list[str] = []
    assert migrate.up(empty_dsn, [ONE, INDEX], said.append, dry_run=True) == 2
    assert said == [
        "would migrate core/0001_one",
        "would migrate core/0002_index; not tried, since it runs in no transaction",
    ]
    assert tables(empty_dsn) == set()
    with pytest.raises(MigrationError, match='core/0002_two: .*"one" already exists'):
        migrate.up(empty_dsn, [ONE, evolve(TWO, sql=ONE.sql)], dry_run=True)
    assert tables(empty_dsn) == set()


def test_a_file_without_a_transaction_runs_outside_one(empty_dsn: str) -> None:
    assert migrate.up(empty_dsn, [ONE, INDEX]) == 2
    assert states(empty_dsn, [ONE, INDEX]) == {"0001_one": "applied", "0002_index": "applied"}


def test_a_namespace_whose_plugin_is_gone_is_shown_and_stops_nothing(empty_dsn: str) -> None:
    migrate.up(empty_dsn, [ONE, TWO, PARK])
    assert states(empty_dsn, [ONE, TWO])["0001_a"] == "orphaned"
    assert all(state.settled for state in migrate.status(empty_dsn, [ONE, TWO]))
    assert migrate.validate(empty_dsn, [ONE, TWO]) == []
    assert migrate.up(empty_dsn, [ONE, TWO, evolve(TWO, id="0003_c", sql="SELECT 3")]) == 1


def test_a_baseline_records_without_running(empty_dsn: str) -> None:
    said: list[str] = []
    assert migrate.baseline(empty_dsn, [ONE, TWO, PARK], said.append, to="0002_two") == 2
    assert said[0] == "recorded core/0001_one as applied, without running it"
    assert tables(empty_dsn) == {"migration"}
    assert migrate.up(empty_dsn, [ONE, TWO, PARK]) == 1


def test_a_baseline_is_refused_where_something_of_its_namespace_is_applied(empty_dsn: str) -> None:
    migrate.up(empty_dsn, [ONE])
    with pytest.raises(MigrationError, match="core/0001_one is applied already"):
        migrate.baseline(empty_dsn, [ONE, TWO], to="0002_two")
    with pytest.raises(MigrationError, match="core/0002_two is needed and not applied"):
        migrate.baseline(empty_dsn, [ONE, TWO, PARK], to="park/0001_a")
    assert states(empty_dsn, [ONE, TWO]) == {"0001_one": "applied", "0002_two": "pending"}


def test_a_database_of_the_version_before_is_read_as_it_is_and_taken_over(empty_dsn: str) -> None:
    with psycopg.connect(empty_dsn, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute(OLDER, {"checksum": ONE.checksum})
    assert states(empty_dsn, [ONE, INDEX]) == {"0001_one": "applied", "0002_index": "pending"}
    assert migrate.up(empty_dsn, [ONE, INDEX]) == 1
    with psycopg.connect(empty_dsn) as connection:
        rows = connection.execute("SELECT id, state, depends FROM migration ORDER BY id").fetchall()
        kept = connection.execute("SELECT min(applied_at)::date::text FROM migration").fetchone()
    assert rows == [("0001_one", "applied", []), ("0002_index", "applied", [])]
    assert kept == ("2025-07-02",)


def test_verify_reports_each_and_leaves_nothing(empty_dsn: str) -> None:
    proven = evolve(ONE, verify="INSERT INTO one VALUES (1); CREATE TABLE left_over (n int)")
    broken = evolve(TWO, verify="SELECT 1 / count(*) FROM one")
    files = [proven, broken, PARK]
    migrate.up(empty_dsn, files)
    found = [(p.namespace, p.id, p.result) for p in migrate.verify(empty_dsn, files)]
    assert found == [
        ("core", "0001_one", "passed"),
        ("core", "0002_two", "failed"),
        ("park", "0001_a", "none"),
    ]
    assert migrate.verify(empty_dsn, files)[1].message == "core/0002_two: division by zero"
    assert tables(empty_dsn) == {"migration", "one", "two", "park"}


def test_every_applied_migration_of_the_project_can_be_verified(dsn: str) -> None:
    proofs = migrate.verify(dsn, CORE)
    assert [(p.id, p.result, p.message) for p in proofs] == [(m.id, "passed", "") for m in CORE]


def test_the_plan_run_by_hand_does_what_up_and_down_do(empty_dsn: str) -> None:
    files = [evolve(ONE, down="DROP TABLE one -- all"), evolve(TWO, down="DROP TABLE two;"), PARK]
    with psycopg.connect(empty_dsn, autocommit=True) as connection:
        connection.execute(migrate.plan_up(empty_dsn, files, to="0002").encode())
        assert states(empty_dsn, files[:2]) == {"0001_one": "applied", "0002_two": "applied"}
        connection.execute(migrate.plan_down(empty_dsn, files, None).encode())
    assert states(empty_dsn, files[:2]) == {"0001_one": "pending", "0002_two": "pending"}
    assert tables(empty_dsn) == {"migration"}


def test_the_plan_marks_a_file_without_a_transaction_before_it_runs(empty_dsn: str) -> None:
    text = migrate.plan_up(empty_dsn, [ONE, INDEX])
    part = text.partition("-- core/0002_index, up")[2]
    assert "BEGIN" not in part
    assert part.index("'dirty'") < part.index("\nCREATE INDEX") < part.index("'applied'")


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


def test_a_runner_that_waits_says_who_holds_the_lock_and_gives_up(empty_dsn: str) -> None:
    said: list[str] = []
    with psycopg.connect(empty_dsn, application_name="somebody") as holder:
        holder.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        pid = holder.info.backend_pid
        with (
            pytest.raises(MigrationError, match=rf"does not end: pid {pid} \(somebody\)"),
            turn(empty_dsn, said.append, patience=0.3),
        ):
            pytest.fail("the lock was given twice")
    assert said == [f"waiting for another migration run: pid {pid} (somebody)"]


def test_a_migration_does_not_wait_for_a_table_for_ever(
    empty_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mlbcore.db.migrate import turn as limits

    monkeypatch.setattr(limits, "LIMITS", limits.LIMITS.replace("10s", "100ms"))
    migrate.up(empty_dsn, [ONE])
    with psycopg.connect(empty_dsn) as reader:
        reader.execute("SELECT * FROM one")
        with pytest.raises(MigrationError, match="core/0002_two: another session does not let go"):
            migrate.up(empty_dsn, [ONE, evolve(TWO, sql="ALTER TABLE one ADD m int")])
    assert states(empty_dsn, [ONE, TWO])["0002_two"] == "pending"


def test_every_market_side_and_phase_of_the_records_has_a_code(empty_dsn: str) -> None:
    from mlbcore.db.codes import Codes
    from mlbcore.models import LineStatus, Market, Period, Phase, Side

    migrate.up(empty_dsn, CORE)
    with psycopg.connect(empty_dsn) as connection:
        codes = Codes(connection)
        assert {key[0] for key in codes.markets} == set(Market) - {Market.PROP}
        assert {key[1] for key in codes.markets} == set(Period)
        assert set(codes.sides) == set(Side)
        assert set(codes.phases) == set(Phase)
        assert set(codes.statuses) == set(LineStatus)
