"""A folder that the embedded server cannot keep its data in is named, with what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Command = Callable[..., CompletedProcess[str]]


@pytest.fixture(params=["a plain file", "a folder below one", "/proc/nope"])
def unusable(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where nobody, also not root, can make a folder."""
    file = tmp_path / "file"
    file.write_text("mine")
    places = {"a plain file": file, "a folder below one": file / "below"}
    return str(places.get(request.param, request.param))


def test_a_home_that_cannot_be_used_is_exit_6_and_what_to_do(
    mlbcore: Command, unusable: str
) -> None:
    run = mlbcore("games", MLBCORE_HOME=unusable)
    assert (run.returncode, run.stdout) == (6, "")
    assert f"cannot keep its data in {unusable} (" in run.stderr
    assert "set MLBCORE_HOME to a folder that can be written" in run.stderr
    assert "defect" not in run.stderr


def test_a_home_that_cannot_be_used_is_a_problem_for_the_doctor(
    mlbcore: Command, unusable: str
) -> None:
    run = mlbcore("doctor", "--format", "json", MLBCORE_HOME=unusable)
    row = {row["name"]: row for row in json.loads(run.stdout)}["server"]
    assert (run.returncode, row["state"]) == (6, "problem")
    assert unusable in row["found"]


def test_a_home_whose_file_cannot_be_looked_for_is_exit_6(mlbcore: Command, tmp_path: Path) -> None:
    run = mlbcore("games", MLBCORE_HOME=str(tmp_path / ("x" * 300)))
    assert (run.returncode, run.stdout) == (6, "")
    assert "mlbcore.toml: File name too long" in run.stderr
