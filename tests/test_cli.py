"""The commands as a user types them, each in a process of its own."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Mlbcore = Callable[..., subprocess.CompletedProcess[str]]


def rows(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_demo_shows_nineteen_games_with_their_ids_and_the_board(mlbcore: Mlbcore) -> None:
    told = rows(mlbcore("demo", "--format", "json"))
    ids = [game["ids"] for game in told["games"]]
    assert len(ids) == 19
    assert all(len(one["mlb"]) == len(one["sbr"]) == 1 for one in ids)
    assert sum(len(one["action"]) for one in ids) >= 17
    assert {row["market"] for row in told["board"]} == {"moneyline", "run_line", "total"}
    assert len({row["game"] for row in told["board"]}) == 19
    strengths = [signal["strength"] for signal in told["signals"]]
    assert strengths == sorted(strengths, reverse=True)
    assert all(signal["evidence"] for signal in told["signals"])
    assert len(strengths) > 40


@pytest.mark.slow
def test_what_the_demo_stored_is_shown_in_every_format(mlbcore: Mlbcore) -> None:
    first = mlbcore("demo")
    assert (first.returncode, first.stdout.count("SD @ PHI")) == (0, 4)
    _, _, strongest = first.stdout.partition("strongest signals")
    assert len(strongest.strip().splitlines()) == 11
    assert "migrated core/0001_schema" in first.stderr
    assert "nothing new" in mlbcore("demo").stderr
    whole = rows(mlbcore("games", "--date", "2025-07-02", "--format", "json"))
    lines = mlbcore("games", "--date", "2025-07-02", "--format", "jsonl").stdout.splitlines()
    table = mlbcore("games", "--date", "2025-07-02", "--format", "csv").stdout.splitlines()
    assert [json.loads(line) for line in lines] == whole
    assert len(table) == 20
    assert list(whole[0]) == table[0].split(",")
    padres = next(game for game in whole if game["ids"]["mlb"] == ["777290"])
    assert padres["start_time"] == "2025-07-02T18:15:00-04:00"
    board = rows(mlbcore("board", "--date", "2025-07-02", "--format", "json"))
    best = [(r["side"], r["price"], r["book"]) for r in board if r["game"] == padres["id"]]
    assert len(best) == 6
    assert best[0][0] == "away"
    assert rows(mlbcore("unmatched", "--format", "json")) == []
    assert rows(mlbcore("unmatched", "list", "--format", "json")) == []


@pytest.mark.slow
def test_as_of_before_the_day_only_openers_are_known(mlbcore: Mlbcore) -> None:
    mlbcore("demo")
    asked = ("board", "--date", "2025-07-02", "--format", "json", "--as-of")
    assert {r["price"] for r in rows(mlbcore(*asked, "2025-07-02T08:00:00-04:00"))} == {None}
    assert None not in {
        r["price"]
        for r in rows(mlbcore(*asked, "2025-07-03T00:00:00Z"))
        if r["market"] == "moneyline" and r["start_time"] < "2025-07-02T19"
    }


def test_the_embedded_server_stops_with_the_command(mlbcore: Mlbcore, home: Path) -> None:
    assert mlbcore("games").returncode == 0
    assert (home / "postgres" / "PG_VERSION").exists()
    assert not (home / "postgres" / "postmaster.pid").exists()


def test_a_server_of_ones_own_is_migrated_by_hand_only(mlbcore: Mlbcore, empty_dsn: str) -> None:
    own = {"MLBCORE_DATABASE_URL": empty_dsn}
    refused = mlbcore("games", **own)
    assert refused.returncode == 5
    assert "mlbcore migrate up" in refused.stderr
    pending = rows(mlbcore("migrate", "status", "--format", "json", **own))
    assert (pending[0]["id"], {m["state"] for m in pending}) == ("0001_schema", {"pending"})
    assert mlbcore("migrate", "up", **own).returncode == 0
    assert rows(mlbcore("games", "--format", "json", **own)) == []


def test_a_server_that_is_not_there_is_exit_5_and_the_password_is_not_shown(
    mlbcore: Mlbcore,
) -> None:
    done = mlbcore("games", MLBCORE_DATABASE_URL="postgresql://me:geheim@127.0.0.1:1/mlb")
    assert done.returncode == 5
    assert "start the server, or correct `database.url`" in done.stderr
    assert "Connection refused; Is the server running" in done.stderr
    assert "geheim" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_url_that_is_none_is_exit_6_and_the_password_is_not_shown(mlbcore: Mlbcore) -> None:
    done = mlbcore("games", MLBCORE_DATABASE_URL="postgresql://me:geheim@h:x:y/mlb?sslmode")
    assert done.returncode == 6
    assert "MLBCORE_DATABASE_URL: database.url: MASKED cannot be read" in done.stderr
    assert "geheim" not in done.stderr


def test_a_wrong_setting_is_exit_6(mlbcore: Mlbcore) -> None:
    done = mlbcore("games", MLBCORE_SCRAPING_RETRIES="many")
    assert (done.returncode, "scraping.retries" in done.stderr) == (6, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("games", "--date", "yesterday"),
        ("games", "--from", "2025-07-02"),
        ("games", "--date", "2025-07-02", "--from", "2025-07-01", "--to", "2025-07-02"),
        ("games", "--from", "2025-07-02", "--to", "2025-07-01"),
        ("board",),
        ("board", "--date", "2025-07-02", "--as-of", "2025-07-02T12:00:00"),
        ("run", "--source", "nobody"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_2(mlbcore: Mlbcore, arguments: tuple[str, ...]) -> None:
    done = mlbcore(*arguments)
    assert done.returncode == 2, done.stderr
    assert done.stderr
    assert not done.stdout


def test_sources_that_are_not_there_are_exit_4_and_are_named(mlbcore: Mlbcore) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        nobody = {f"MLBCORE_{name}_BASE_URL": address for name in ("MLB", "SBR", "ACTION")}
        done = mlbcore(
            "run",
            "--date",
            "2025-07-02",
            "--format",
            "json",
            **nobody,
            MLBCORE_SCRAPING_RETRIES="0",
        )
    assert done.returncode == 4
    assert {unit["status"] for unit in json.loads(done.stdout)["units"]} == {"failed"}
    assert all(f"{source}/" in done.stderr for source in ("mlb", "sbr", "action"))
    assert "refused" in done.stderr


def test_only_wanted_plugins_are_loaded(mlbcore: Mlbcore) -> None:
    listed = rows(mlbcore("plugins", "list", "--format", "json", MLBCORE_LOAD_PLUGINS="mlb"))
    assert [(p["name"], p["status"]) for p in listed] == [("mlb", "ok")]
    assert mlbcore("run", MLBCORE_LOAD_PLUGINS="").returncode == 6


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import nowhere", "No module named 'nowhere'"),
        (
            "import mlbcore\n@mlbcore.hookimpl\ndef mlbcore_colectors():\n    return []\n",
            "unknown hook 'mlbcore_colectors'",
        ),
    ],
)
def test_a_broken_plugin_is_listed_and_the_others_run(
    mlbcore: Mlbcore, installed: Callable[[str, str], dict[str, str]], code: str, reason: str
) -> None:
    found = installed("fourth", code)
    listed = rows(mlbcore("plugins", "list", "--format", "json", **found))
    broken = {p["name"]: p["error"] for p in listed if p["status"] == "broken"}
    assert list(broken) == ["fourth"]
    assert reason in broken["fourth"]
    checked = mlbcore("plugins", "check", **found)
    assert (checked.returncode, reason in checked.stderr) == (6, True)
    demo = mlbcore("demo", **found)
    assert demo.returncode == 0
    assert "plugin fourth (mlbcore-fourth) is not used" in demo.stderr


def test_a_plugin_is_found_when_installed_and_gone_when_not(
    mlbcore: Mlbcore, installed: Callable[[str, str], dict[str, str]]
) -> None:
    found = installed(
        "fourth", "import mlbcore\n@mlbcore.hookimpl\ndef mlbcore_collectors():\n    return []\n"
    )
    names = {p["name"] for p in rows(mlbcore("plugins", "list", "--format", "json", **found))}
    without = {p["name"] for p in rows(mlbcore("plugins", "list", "--format", "json"))}
    assert names - without == {"fourth"}
    assert mlbcore("plugins", "check", **found).returncode == 0


def test_whoever_reads_us_may_go_away(home: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -m mlbcore plugins list --format jsonl | true",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
