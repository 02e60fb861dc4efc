"""``config`` shows, checks and writes the settings."""

from __future__ import annotations

import json
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

Command = Callable[..., CompletedProcess[str]]
Shown = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mlbcore.toml"


def test_each_value_is_shown_with_its_origin(shown: Shown, file: Path) -> None:
    file.write_text("[scraping]\nretries = 1\nretry_delay = 2\nmax_bytes = 5000\n")
    rows = shown(
        "--set",
        "scraping.max_bytes=7000",
        MLBCORE_CONFIG=str(file),
        MLBCORE_SCRAPING_RETRY_DELAY="3",
        MLBCORE_SCRAPING_MAX_BYTES="6000",
        MLBCORE_ACTION_BOOKS="pinnacle; fanduel",
    )
    told = {key: (row["value"], row["origin"]) for key, row in rows.items()}
    assert told["scraping.retries"] == (1, str(file))
    assert told["scraping.retry_delay"] == (3.0, "MLBCORE_SCRAPING_RETRY_DELAY")
    assert told["scraping.max_bytes"] == (7000, "--set")
    assert told["scraping.request_timeout"] == (30.0, "default")
    assert told["sources.action.books"] == (["pinnacle", "fanduel"], "MLBCORE_ACTION_BOOKS")


def test_a_command_obeys_a_flag(mlbcore: Command) -> None:
    run = mlbcore("--set", "database.url=nonsense", "games")
    assert (run.returncode, run.stdout) == (6, "")
    assert run.stderr.startswith("mlbcore: --set: database.url: MASKED cannot be read: ")


def test_the_path_is_told_whether_or_not_the_file_is_there(
    mlbcore: Command, home: Path, file: Path
) -> None:
    assert mlbcore("config", "path").stdout == f"{home / 'mlbcore.toml'}\n"
    named = mlbcore("config", "path", MLBCORE_CONFIG=str(file))
    assert (named.returncode, named.stdout) == (0, f"{file}\n")
    assert "not there" in named.stderr


def test_a_file_of_all_settings_sets_none_and_can_be_turned_on_whole(
    mlbcore: Command, shown: Shown, home: Path
) -> None:
    assert mlbcore("config", "init").returncode == 0
    path = home / "mlbcore.toml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {row["origin"] for row in shown().values()} == {"default"}
    defaults = {key: row["value"] for key, row in shown().items()}
    lines = path.read_text().splitlines()
    on = [line.removeprefix("#") for line in lines if line[:2] != "# " and line[-1:] != "="]
    path.write_text("\n".join(on))
    rows = shown()
    assert {key: row["value"] for key, row in rows.items()} == defaults
    unset = {key for key, row in rows.items() if row["origin"] == "default"}
    assert unset == {"scraping.requests_per_second"}
    assert tomllib.loads(path.read_text())["sources"].keys() >= {"mlb", "sbr", "action"}


def test_a_file_that_is_there_is_overwritten_only_by_force(mlbcore: Command, file: Path) -> None:
    file.write_text("mine")
    file.chmod(0o644)
    refused = mlbcore("config", "init", str(file))
    assert (refused.returncode, file.read_text()) == (2, "mine")
    assert mlbcore("config", "init", str(file), "--force").returncode == 0
    assert "[database]" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_that_cannot_be_written_is_named(mlbcore: Command, file: Path) -> None:
    file.write_text("")
    run = mlbcore("config", "init", str(file / "below.toml"))
    assert run.returncode == 6
    assert f"{file / 'below.toml'} cannot be written" in run.stderr


def test_a_check_lists_all_faults_with_file_key_value_and_reason(
    mlbcore: Command, file: Path
) -> None:
    file.write_text("[scraping]\nretries = 99\nretrys = 1\n[pipeline]\nconcurrency = 'x'\n")
    run = mlbcore("config", "check", str(file), "--format", "json", MLBCORE_LOGGING_LEVEL="loud")
    assert run.returncode == 6
    assert [tuple(row.values()) for row in json.loads(run.stdout)] == [
        (str(file), "scraping.retries", "99", "is not within 0 and 10"),
        (str(file), "scraping.retrys", "1", "is no setting; did you mean scraping.retries?"),
        (str(file), "pipeline.concurrency", "'x'", "is not a whole number"),
        (
            "MLBCORE_LOGGING_LEVEL",
            "logging.level",
            "'loud'",
            "is not one of DEBUG, INFO, WARNING, ERROR, CRITICAL",
        ),
    ]


def test_a_check_finds_the_level_of_a_component_that_there_is_not(mlbcore: Command) -> None:
    def reasons(levels: str) -> list[str]:
        run = mlbcore("config", "check", "--format", "json", MLBCORE_LOGGING_LEVELS=levels)
        return [row["reason"] for row in json.loads(run.stdout)]

    assert reasons("http=DEBUG; mlb=INFO") == []
    (reason,) = reasons("mlb=INFO; htp=DEBUG")
    assert reason.startswith("has htp, which is not one of core, cli, database, http,")
    assert {"mlb", "sbr", "action"} <= set(reason.split(", "))


def test_a_check_without_a_fault_is_done(mlbcore: Command, file: Path) -> None:
    file.write_text("[scraping]\nretries = 9\n")
    run = mlbcore("config", "check", str(file), "--format", "json")
    assert (run.returncode, json.loads(run.stdout)) == (0, [])


def test_a_misspelt_variable_is_said_and_the_command_goes_on(mlbcore: Command) -> None:
    run = mlbcore("config", "show", MLBCORE_SCRAPING_RETRYS="2")
    assert run.returncode == 0
    assert run.stderr == (
        "mlbcore: MLBCORE_SCRAPING_RETRYS: is no setting; did you mean MLBCORE_SCRAPING_RETRIES?\n"
    )


def test_the_section_of_a_plugin_that_was_removed_stops_nobody(
    mlbcore: Command, file: Path
) -> None:
    file.write_text("[sources.gone]\nanything = 1\n[sources.action]\nbooks = ['pinnacle']\n")
    run = mlbcore("config", "check", str(file), MLBCORE_LOAD_PLUGINS="mlb")
    assert run.returncode == 0
    assert "sources.gone: is of no plugin that is installed" in run.stderr
    assert "sources.action" not in run.stderr
