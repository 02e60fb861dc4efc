"""The figures of docs/calibration.md are those that its command prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

LEAST_ROWS = 100


@pytest.mark.slow
def test_every_figure_of_the_page_comes_out_of_its_command(root: Path, shared: Path) -> None:
    page = (root / "docs/calibration.md").read_text("utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.calibration"],
        cwd=root,
        env=os.environ | {"MLBCORE_TEST_SHARED": str(shared)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    rows = _rows(page, "### ")
    assert len(rows) > LEAST_ROWS
    assert rows - _rows(run.stdout, "## ") == set()
    goals = page.partition("```text\n")[2].partition("```")[0]
    assert run.stdout.endswith(f"\n\n{goals}")


def _rows(text: str, mark: str) -> set[tuple[str, str]]:
    """The rows of all tables, each with the heading it stands under."""
    parts = re.split(rf"^{mark}", text, flags=re.MULTILINE)[1:]
    return {
        (title, line)
        for title, _, body in (part.partition("\n") for part in parts)
        for line in body.splitlines()
        if line.startswith("|")
    }
