"""How a command that fails says why, on stderr and in the log, and that no secret is in either."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Mlbcore = Callable[..., subprocess.CompletedProcess[str]]
NOWHERE = {"MLBCORE_DATABASE_URL": "postgresql://me:geheim%409@127.0.0.1:1/mlb"}
# A plugin whose command fails with what it likes.
FAILING = """
import logging, click, mlbcore
from mlbcore.cli.session import read_settings

@click.command()
def fail():
    read_settings()
    logging.getLogger(__name__).warning("about to fail, geheim@9")
    raise ValueError("geheim@9 in postgresql://you:geheim@h/d?api_key=geheim")

@mlbcore.hookimpl
def mlbcore_commands(cli):
    cli.add_command(fail)
"""


# One that lets a secret out in whichever way it is asked for.
TELLTALE = """
import sys, threading, warnings
import click, mlbcore
from mlbcore.cli.session import read_settings

class Dying:
    def __del__(self):
        raise ValueError("geheim@9")

def fail():
    raise ValueError("geheim@9")

@click.command()
@click.argument("way")
def leak(way):
    read_settings()
    if way == "thread":
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    elif way == "warning":
        warnings.warn("geheim@9")
    elif way == "finalizer":
        Dying()
    elif way == "stderr":
        print("geheim@9", file=sys.stderr)
    elif way == "exit":
        sys.exit("geheim@9")
    elif way == "usage":
        raise click.UsageError("geheim@9")
    elif way == "group":
        raise ExceptionGroup("geheim@9", [ValueError("geheim@9")])
    else:
        raise KeyError("geheim%409") from ValueError("geheim@9")

@mlbcore.hookimpl
def mlbcore_commands(cli):
    cli.add_command(leak)
"""


def logged(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_a_command_that_fails_is_told_in_the_file_and_once_on_stderr(
    mlbcore: Mlbcore, tmp_path: Path
) -> None:
    done = mlbcore("games", MLBCORE_LOGGING_FILE=str(tmp_path / "log"), **NOWHERE)
    assert done.returncode == 5
    assert done.stderr.startswith("mlbcore: ")
    assert done.stderr.count("\n") == 1
    (line,) = logged(tmp_path / "log")
    assert (line["event"], line["level"]) == ("command_failed", "ERROR")
    assert (line["component"], line["operation"]) == ("database", "games")
    assert (line["error"], line["group"], line["exit_code"]) == ("UnreachableError", "retry", 5)
    assert line["correlation_id"]
    assert f"mlbcore: {line['reason']}\n" == done.stderr


@pytest.mark.parametrize("debug", [(), ("--debug",), ("--set", "scraping.retries=1", "--debug")])
def test_a_defect_shows_no_secret_and_has_the_code_of_a_defect(
    mlbcore: Mlbcore,
    installed: Callable[[str, str], dict[str, str]],
    tmp_path: Path,
    debug: tuple[str, ...],
) -> None:
    site = installed("failing", FAILING)
    log = {"MLBCORE_LOGGING_FILE": str(tmp_path / "log")}
    done = mlbcore(*debug, "fail", **site, **log, **NOWHERE)
    assert done.returncode == 1
    assert "please report it: ValueError: MASKED in postgresql://you:MASKED@h/d" in done.stderr
    assert ("Traceback" in done.stderr) is bool(debug)
    assert ("mlbcore_failing.py" in done.stderr) is bool(debug)
    warned, failed = logged(tmp_path / "log")
    assert (warned["component"], warned["message"]) == ("failing", "about to fail, MASKED")
    assert (failed["error"], failed["group"]) == ("DefectError", "stop")
    assert failed["correlation_id"] == warned["correlation_id"]
    assert "geheim" not in done.stderr + (tmp_path / "log").read_text()


@pytest.mark.parametrize(
    "way", ["thread", "warning", "finalizer", "stderr", "exit", "usage", "group", "cause"]
)
def test_whatever_a_plugin_lets_out_shows_no_secret_on_stderr(
    mlbcore: Mlbcore, installed: Callable[[str, str], dict[str, str]], way: str
) -> None:
    done = mlbcore("--debug", "leak", way, **installed("telltale", TELLTALE), **NOWHERE)
    assert "MASKED" in done.stderr
    assert "geheim" not in done.stderr


def test_with_debug_an_error_keeps_its_exit_code(mlbcore: Mlbcore) -> None:
    done = mlbcore("--debug", "games", **NOWHERE)
    assert done.returncode == 5
    assert "Traceback" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("mlbcore: ")
    assert "geheim" not in done.stderr


def test_a_log_file_that_cannot_be_opened_is_exit_6(mlbcore: Mlbcore, tmp_path: Path) -> None:
    done = mlbcore("games", MLBCORE_LOGGING_FILE=str(tmp_path))
    assert done.returncode == 6
    assert "logging.file: '" in done.stderr
    assert "cannot be opened: Is a directory" in done.stderr
