"""A command goes on, and ends with its own exit code, whatever became of its streams."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
NOBODY = {"MLBCORE_SCRAPING_RETRIES": "0", "MLBCORE_MLB_BASE_URL": "http://127.0.0.1:1"}
RUN = "run --source mlb --date 2025-07-02 --format json"


def shell(command: str) -> subprocess.CompletedProcess[str]:
    """``mlbcore`` in a shell, whose exit code is its own."""
    return subprocess.run(
        ["/bin/bash", "-c", f'set -o pipefail; "{sys.executable}" -m mlbcore {command}'],
        env=os.environ | NOBODY,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("streams", ["2>&-", ">&- 2>&-", "<&- >&- 2>&-", "| head -c 0"])
def test_a_run_whose_streams_are_closed_ends_as_any_other(home: Path, streams: str) -> None:
    done = shell(f"{RUN} {streams}")
    assert done.returncode == 4
    if streams == "2>&-":
        assert json.loads(done.stdout)["units"]


@needs_full
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_what_there_is_no_room_for_on_stdout_is_no_success_and_no_defect(
    home: Path, form: str
) -> None:
    done = shell(f"teams --format {form} >/dev/full")
    assert done.returncode == 2
    assert "stdout cannot be written: No space left on device" in done.stderr
    assert "defect" not in done.stderr


@pytest.mark.parametrize("form", ["table", "jsonl", "csv"])
def test_who_reads_a_part_of_stdout_is_told_of_nothing(home: Path, form: str) -> None:
    done = shell(f"teams --format {form} | head -n 1")
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)
