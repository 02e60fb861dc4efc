"""``mlbcore migrate`` as a user types it."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from mlbcore.db import migrate, migrations

Done = subprocess.CompletedProcess[str]
CORE = migrations.read(migrations.folder())
FIRST = CORE[0].id

PARK = """
from pathlib import Path
import mlbcore

@mlbcore.hookimpl
def mlbcore_migrations():
    return Path(__file__).parent / "park_migrations"
"""
UP = f"-- depends: core/{FIRST}\nCREATE TABLE park (n int);\n"


@pytest.fixture
def own(empty_dsn: str) -> dict[str, str]:
    """A database of one's own, and no plugin beside the shipped ones."""
    return {"MLBCORE_DATABASE_URL": empty_dsn, "MLBCORE_LOAD_PLUGINS": "mlb"}


@pytest.fixture
def park(
    own: dict[str, str],
    tmp_path: Path,
    installed: Callable[[str, str], dict[str, str]],
) -> dict[str, str]:
    """The same with a plugin that brings a migration."""
    found = installed("park", PARK)
    folder = tmp_path / "site" / "park_migrations"
    folder.mkdir()
    (folder / "0001_park.sql").write_text(UP)
    (folder / "0001_park.down.sql").write_text("DROP TABLE park;\n")
    (folder / "0001_park.verify.sql").write_text("SELECT 1 / count(*) FROM park;\n")
    return own | found | {"MLBCORE_LOAD_PLUGINS": "mlb,park"}


def read(done: Done) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def states(mlbcore: Callable[..., Done], environment: dict[str, str]) -> dict[str, str]:
    shown = read(mlbcore("migrate", "status", "--format", "json", **environment))
    return {f"{row['namespace']}/{row['id']}": row["state"] for row in shown}


@pytest.mark.slow
def test_a_plugins_migrations_go_up_and_down_with_the_cores(
    mlbcore: Callable[..., Done], park: dict[str, str]
) -> None:
    names = [migration.name for migration in CORE]
    tried = mlbcore("migrate", "up", "--dry-run", **park)
    assert f"{len(CORE) + 1} would be applied; nothing was changed" in tried.stderr
    assert "CREATE TABLE park" in mlbcore("migrate", "plan", "--to", "park/0001", **park).stdout
    up = mlbcore("migrate", "up", **park)
    assert [line for line in up.stderr.splitlines() if "migrated" in line] == [
        f"migrated {name}" for name in [*names, "park/0001_park"]
    ]
    assert states(mlbcore, park) == dict.fromkeys([*names, "park/0001_park"], "applied")
    plan = mlbcore("migrate", "plan", "--down", "--to", "park/0000", **park).stdout
    assert "DROP TABLE park;" in plan
    down = mlbcore("migrate", "down", "--to", "park/0000", "--yes", **park)
    assert down.stderr.splitlines() == ["took back park/0001_park", "1 taken back"]
    assert mlbcore("migrate", "down", "--all", "--yes", **park).returncode == 0
    assert states(mlbcore, park) == dict.fromkeys([*names, "park/0001_park"], "pending")


@pytest.mark.slow
def test_a_plugin_that_is_gone_is_shown_orphaned_and_stops_no_command(
    mlbcore: Callable[..., Done], own: dict[str, str], park: dict[str, str]
) -> None:
    mlbcore("migrate", "up", **park)
    assert states(mlbcore, own)["park/0001_park"] == "orphaned"
    assert mlbcore("migrate", "up", **own).returncode == 0
    assert mlbcore("migrate", "validate", **own).returncode == 0
    assert read(mlbcore("games", "--format", "json", **own)) == []
    refused = mlbcore("migrate", "down", "--all", "--yes", **own)
    assert refused.returncode == 5
    assert "park/0001_park" in refused.stderr


def test_verify_shows_each_and_exits_5_when_one_fails(
    mlbcore: Callable[..., Done], park: dict[str, str]
) -> None:
    mlbcore("migrate", "up", **park)
    done = mlbcore("migrate", "verify", "--format", "csv", **park)
    shown = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["result"] for row in shown] == [*["passed"] * len(CORE), "failed"]
    assert shown[-1]["message"] == "park/0001_park: division by zero"
    assert done.returncode == 5


def test_validate_shows_what_is_wrong_and_exits_5(
    mlbcore: Callable[..., Done], park: dict[str, str], tmp_path: Path
) -> None:
    mlbcore("migrate", "up", **park)
    assert mlbcore("migrate", "validate", **park).returncode == 0
    (tmp_path / "site" / "park_migrations" / "0001_park.sql").write_text(UP + "-- more\n")
    done = mlbcore("migrate", "validate", "--format", "jsonl", **park)
    assert json.loads(done.stdout) == {
        "namespace": "park",
        "id": "0001_park",
        "problem": "was changed after it was applied",
    }
    assert done.returncode == 5
    assert mlbcore("migrate", "up", **park).returncode == 5


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("-- depends: core/0099_x\nTABLE a", "park/0001_park depends on core/0099_x, which nobody"),
        ("BEGIN; SELECT 1; COMMIT", "park: 0001_park.sql has its own BEGIN"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_plain_line_and_exit_5(
    mlbcore: Callable[..., Done],
    park: dict[str, str],
    empty_dsn: str,
    tmp_path: Path,
    text: str,
    why: str,
) -> None:
    migrate.up(empty_dsn, CORE)
    (tmp_path / "site" / "park_migrations" / "0001_park.sql").write_text(text)
    games = mlbcore("games", **park)
    assert games.returncode == 0
    assert f"the migrations of plugin park are not used: {why}" in games.stderr
    for command in ("validate", "up"):
        done = mlbcore("migrate", command, **park)
        assert (done.returncode, done.stderr.count("\n")) == (5, 1)
        assert why in done.stderr


def test_a_baseline_says_that_nothing_was_run(
    mlbcore: Callable[..., Done], own: dict[str, str], empty_dsn: str
) -> None:
    done = mlbcore("migrate", "baseline", "--to", CORE[-1].id, **own)
    assert f"recorded core/{FIRST} as applied, without running it" in done.stderr
    assert mlbcore("migrate", "up", **own).stderr == "nothing to apply\n"
    with psycopg.connect(empty_dsn) as connection:
        assert connection.execute("SELECT to_regclass('game')").fetchone() == (None,)


def test_a_dirty_migration_names_repair_and_repair_settles_it(
    mlbcore: Callable[..., Done], own: dict[str, str], empty_dsn: str
) -> None:
    migrate.up(empty_dsn, CORE)
    with psycopg.connect(empty_dsn) as connection:
        connection.execute(
            "UPDATE migration SET state = 'dirty', direction = 'up', statement = 'VACUUM'"
            " WHERE id = %(id)s",
            {"id": CORE[-1].id},
        )
    refused = mlbcore("migrate", "up", **own)
    assert refused.returncode == 5
    assert "mlbcore migrate repair" in refused.stderr
    repaired = mlbcore("migrate", "repair", **own)
    assert f"{CORE[-1].name}: its verify script passes; it is applied now" in repaired.stderr
    assert mlbcore("migrate", "repair", **own).stderr == "nothing to repair\n"


@pytest.mark.slow
def test_the_embedded_server_is_migrated_by_hand_too(mlbcore: Callable[..., Done]) -> None:
    assert f"migrated {CORE[0].name}" in mlbcore("games").stderr
    assert mlbcore("migrate", "down", "--all", "--yes").returncode == 0
    assert f"migrated {CORE[0].name}" in mlbcore("games").stderr


def test_new_writes_three_files_to_fill(mlbcore: Callable[..., Done], tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    done = mlbcore("migrate", "new", "first_table", "--dir", str(folder))
    assert done.stdout.split() == [
        str(folder / f"0001_first_table{kind}.sql") for kind in ("", ".down", ".verify")
    ]
    assert all(Path(name).is_file() for name in done.stdout.split())
    assert mlbcore("migrate", "new", "Not good", "--dir", str(folder)).returncode == 5


@pytest.mark.parametrize(
    "arguments",
    [
        ("down", "--to", FIRST),
        ("down", "--yes"),
        ("down", "--yes", "--all", "--to", FIRST),
        ("plan", "--all"),
        ("plan", "--down"),
        ("baseline",),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_refused_before_a_server_is_touched(
    mlbcore: Callable[..., Done], home: Path, arguments: tuple[str, ...]
) -> None:
    done = mlbcore("migrate", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert not home.exists()


@pytest.mark.parametrize(("answer", "left"), [("n\n", "applied"), ("y\n", "pending")])
def test_on_a_terminal_down_shows_what_goes_and_asks(
    mlbcore: Callable[..., Done], own: dict[str, str], empty_dsn: str, answer: str, left: str
) -> None:
    migrate.up(empty_dsn, CORE)
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode())
    done = subprocess.run(
        [sys.executable, "-m", "mlbcore", "migrate", "down", "--all"],
        stdin=theirs,
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
    )
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 0, done.stderr
    assert f"  core/{FIRST}\n" in done.stderr
    assert set(states(mlbcore, own).values()) == {left}
