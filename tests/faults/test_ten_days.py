"""Ten days while a fifth of all answers go wrong: each goal of the benchmark that shows it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KINDS = "429|500|503|drop|truncate|html200|badjson|empty|slow|huge|redirect-loop"
GOALS = 14

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", [*KINDS.split("|"), "mix"])
def test_a_run_among_faults_is_complete_or_says_what_is_missing(shared: Path, kind: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.faults", kind],
        cwd=ROOT,
        env=os.environ | {"MLBCORE_TEST_SHARED": str(shared)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("not met")] == []
    assert done.stdout.splitlines()[-1] == f"met {GOALS} of {GOALS}"


def test_each_kind_of_fault_that_the_server_offers_is_tried(shared: Path) -> None:
    tool = (shared / "tools" / "source_replay.py").read_text("utf-8")
    offered = re.search(r'KINDS = "([^"]+)"', tool)
    assert offered is not None
    assert offered[1] == KINDS
