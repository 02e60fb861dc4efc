"""Backups: whole or not there at all, and brought back whole or not at all."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from mlbcore.db import programs
from mlbcore.db.backup import backup, read_backup
from mlbcore.db.programs import handed, program
from mlbcore.db.restore import occupants, restore
from mlbcore.errors import ConfigurationError, DatabaseError, SchemaError

Rows = Callable[[str], dict[str, list[str]]]
Poll = Callable[..., None]
Mlbcore = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def day(dsn: str, poll: Poll) -> str:
    """A database with a day in it."""
    poll(dsn)
    return dsn


@pytest.fixture
def file(day: str, tmp_path: Path) -> Path:
    """A backup of the day."""
    return backup(day, tmp_path / "day.dump").path


@pytest.fixture
def role(server_dsn: str) -> Iterator[str]:
    name = f"mlbcore_reader_{os.getpid()}"
    with psycopg.connect(server_dsn, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(name)))
    yield name
    with psycopg.connect(server_dsn, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))


def execute(dsn: str, *statements: str) -> None:
    with psycopg.connect(dsn) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def test_a_day_comes_back_row_by_row_in_an_empty_database(
    day: str, file: Path, empty_dsn: str, table_rows: Rows
) -> None:
    told = restore(empty_dsn, file, alone=False)
    here = table_rows(day)
    assert len(here["quote"]) > 400
    assert table_rows(empty_dsn) == here
    assert (told.tables, told.lost_roles) == (len(here), ())
    assert occupants(empty_dsn) == occupants(day)


def test_what_came_back_still_refuses_wrong_rows(file: Path, empty_dsn: str) -> None:
    restore(empty_dsn, file, alone=False)
    with pytest.raises(psycopg.errors.RestrictViolation):
        execute(empty_dsn, "UPDATE quote SET price = 50")
    with pytest.raises(psycopg.errors.UniqueViolation):
        execute(empty_dsn, "INSERT INTO quote SELECT * FROM quote")


def test_a_backup_replaces_what_is_there(day: str, file: Path, table_rows: Rows) -> None:
    before = table_rows(day)
    execute(day, "DELETE FROM split", "DELETE FROM quote WHERE price < 0", "TRUNCATE unmatched")
    restore(day, file, alone=False)
    assert table_rows(day) == before


def test_what_a_backup_does_not_know_is_refused_in_a_database_we_share(
    day: str, file: Path, table_rows: Rows
) -> None:
    execute(day, "CREATE TABLE diary (game integer REFERENCES game)", "DELETE FROM split")
    before = table_rows(day)
    with pytest.raises(DatabaseError, match="does not: diary") as caught:
        restore(day, file, alone=False)
    assert "nothing was changed" in str(caught.value)
    assert table_rows(day) == before


def test_what_a_backup_does_not_know_goes_where_the_database_is_ours_alone(
    day: str, file: Path, table_rows: Rows
) -> None:
    before = table_rows(day)
    execute(
        day,
        "CREATE TYPE mood AS ENUM ('good')",
        "CREATE TABLE diary (id serial PRIMARY KEY, game integer REFERENCES game, mood mood)",
        "CREATE VIEW read AS SELECT * FROM diary JOIN quote USING (game)",
        "CREATE FUNCTION one(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    )
    restore(day, file, alone=True)
    assert table_rows(day) == before
    assert {"diary", "read", "one", "mood"} & {here.name for here in occupants(day)} == set()


def test_views_and_functions_of_a_migration_come_back_over_themselves(
    day: str, tmp_path: Path, table_rows: Rows
) -> None:
    execute(
        day,
        "CREATE VIEW closing AS SELECT * FROM quote_current WHERE phase = 3",
        "CREATE FUNCTION runs(quarters smallint) RETURNS numeric LANGUAGE sql"
        " AS 'SELECT quarters / 4.0'",
    )
    written = backup(day, tmp_path / "more.dump")
    before = table_rows(day)
    restore(day, written.path, alone=False)
    assert table_rows(day) == before
    assert {"closing", "runs"} <= {here.name for here in occupants(day)}


@pytest.mark.parametrize("kept", [0.05, 0.5, 0.9, -2, -1])
def test_a_backup_that_breaks_off_is_refused_and_nothing_is_changed(
    day: str, file: Path, table_rows: Rows, kept: float
) -> None:
    whole = file.read_bytes()
    half = file.with_name("half.dump")
    half.write_bytes(whole[: int(kept if kept < 0 else kept * len(whole))])
    execute(day, "DELETE FROM split")
    before = table_rows(day)
    with pytest.raises(DatabaseError):
        restore(day, half, alone=True)
    assert table_rows(day) == before


def test_a_file_that_is_no_backup_is_refused(
    empty_dsn: str, server_dsn: str, tmp_path: Path
) -> None:
    other = tmp_path / "other.txt"
    other.write_text("SELECT 1;\n")
    with pytest.raises(DatabaseError, match="other.txt is no backup"):
        restore(empty_dsn, other, alone=False)
    assert occupants(empty_dsn) == []


def test_a_dump_of_another_program_is_refused(empty_dsn: str, tmp_path: Path) -> None:
    execute(empty_dsn, "CREATE TABLE song (id integer)")
    dump = tmp_path / "songs.dump"
    with psycopg.connect(empty_dsn) as connection:
        major = connection.info.server_version // 10000
    subprocess.run([program("pg_dump", major), "-Fc", "-f", dump, "-d", empty_dsn], check=True)
    with pytest.raises(DatabaseError, match="no backup of mlbcore"):
        restore(empty_dsn, dump, alone=True)
    assert [here.name for here in occupants(empty_dsn)] == ["song"]


def test_a_database_with_nothing_of_ours_is_not_backed_up(empty_dsn: str, tmp_path: Path) -> None:
    with pytest.raises(SchemaError):
        backup(empty_dsn, tmp_path / "nothing.dump")
    assert list(tmp_path.iterdir()) == []


def test_a_backup_never_takes_the_place_of_another_unasked(day: str, file: Path) -> None:
    first = file.read_bytes()
    with pytest.raises(DatabaseError, match="exists already"):
        backup(day, file)
    assert file.read_bytes() == first
    execute(day, "DELETE FROM quote")
    assert backup(day, file, overwrite=True).bytes < len(first)


def test_a_killed_backup_leaves_nothing_under_the_right_name(day: str, tmp_path: Path) -> None:
    file = tmp_path / "killed.dump"
    with psycopg.connect(day) as holder:
        holder.execute("LOCK TABLE quote")
        with subprocess.Popen(
            [sys.executable, "-m", "mlbcore", "backup", str(file)],
            env=os.environ | {"MLBCORE_DATABASE_URL": day},
        ) as process:
            waiting = _wait_for_pg_dump(day)
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert not file.exists()
        holder.execute("SELECT pg_terminate_backend(%s)", (waiting,))
    deadline = time.monotonic() + 10
    while _dumping(day):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert not file.exists()


def test_a_backup_that_fails_leaves_nothing_at_all(day: str, role: str, tmp_path: Path) -> None:
    powerless = make_conninfo(day, options=f"-c role={role}")
    with pytest.raises(DatabaseError, match="the backup failed: .*permission denied"):
        backup(powerless, tmp_path / "day.dump")
    with pytest.raises(DatabaseError, match="No such file"):
        backup(day, tmp_path / "nowhere" / "day.dump")
    assert list(tmp_path.iterdir()) == []


def test_privileges_come_back_where_their_roles_are_and_are_named_where_not(
    day: str, empty_dsn: str, server_dsn: str, role: str, tmp_path: Path
) -> None:
    execute(day, f"GRANT SELECT ON quote TO {role}")
    file = backup(day, tmp_path / "granted.dump").path
    assert restore(empty_dsn, file, alone=True).lost_roles == ()
    may = "SELECT has_table_privilege(%s, 'quote', 'select')"
    with psycopg.connect(empty_dsn) as connection:
        assert connection.execute(may, (role,)).fetchone() == (True,)
    for dsn in (day, empty_dsn):
        execute(dsn, f"DROP OWNED BY {role}")
    execute(server_dsn, f"DROP ROLE {role}")
    assert restore(empty_dsn, file, alone=True).lost_roles == (role,)


def test_a_password_is_not_on_a_command_line() -> None:
    shown, environment = handed("postgresql://me:s%20e%27cret@db.example:5433/odds?sslmode=require")
    assert "cret" not in shown
    assert "sslmode=require" in shown
    assert environment == {"PGPASSWORD": "s e'cret"}
    with pytest.raises(ConfigurationError, match="sslpassword"):
        handed("host=db sslpassword=secret")


def test_the_program_is_never_older_than_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in (15, 99):
        folder = tmp_path / str(version) / "bin"
        folder.mkdir(parents=True)
        (folder / "pg_dump").write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}.1'\n")
        (folder / "pg_dump").chmod(0o755)
    monkeypatch.setattr(programs, "SYSTEM", tmp_path)
    assert program("pg_dump", 15) == str(tmp_path / "15" / "bin" / "pg_dump")
    assert program("pg_dump", 98) == str(tmp_path / "99" / "bin" / "pg_dump")
    with pytest.raises(ConfigurationError, match="PostgreSQL 100 needs pg_dump"):
        program("pg_dump", 100)


@pytest.mark.slow
def test_the_commands_say_what_they_did_and_ask_before_they_replace(
    mlbcore: Mlbcore, day: str, tmp_path: Path, table_rows: Rows
) -> None:
    run = partial(mlbcore, MLBCORE_DATABASE_URL=day)
    file = tmp_path / "day.dump"
    done = run("backup", str(file))
    assert (done.returncode, done.stdout) == (0, "")
    assert re.search(r"wrote .*day.dump: [\d,]+ bytes, \d+ tables\n", done.stderr)
    assert run("backup", str(file)).returncode == 2
    before = table_rows(day)
    execute(day, "DELETE FROM split", "DELETE FROM quote")
    refused = run("restore", str(file))
    assert (refused.returncode, "--yes" in refused.stderr) == (2, True)
    assert table_rows(day)["quote"] == []
    done = run("restore", str(file), "--yes")
    assert (done.returncode, "the schema is up to date" in done.stderr) == (0, True)
    assert table_rows(day) == before


def test_the_embedded_server_is_backed_up_and_brought_back(
    mlbcore: Mlbcore, tmp_path: Path, dsn: str, poll: Poll
) -> None:
    poll(dsn)
    other = backup(dsn, tmp_path / "other.dump").path
    assert mlbcore("restore", str(other)).returncode == 0
    assert mlbcore("backup", str(tmp_path / "mine.dump")).returncode == 0
    assert read_backup(tmp_path / "mine.dump").tables == read_backup(other).tables


def test_a_backup_older_than_the_schema_is_said_to_be(
    mlbcore: Mlbcore, day: str, tmp_path: Path
) -> None:
    execute(day, "DELETE FROM migration WHERE namespace = 'core'")
    file = backup(day, tmp_path / "older.dump").path
    done = mlbcore("restore", "--yes", str(file), MLBCORE_DATABASE_URL=day)
    assert done.returncode == 0
    assert "pending: apply them with `mlbcore migrate up`" in done.stderr


def _wait_for_pg_dump(dsn: str) -> int:
    deadline = time.monotonic() + 20
    while not (pids := _dumping(dsn)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return pids[0]


def _dumping(dsn: str) -> list[int]:
    """The processes of pg_dump that wait for a lock in the database."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'pg_dump'"
            " AND wait_event_type = 'Lock' AND datname = current_database()"
        ).fetchall()
    return [pid for (pid,) in rows]
