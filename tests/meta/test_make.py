"""The first command anybody types, in a checkout where nothing is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

NOT_IN_A_CLONE = shutil.ignore_patterns(".git", ".venv", ".tox", "*_cache", "__pycache__")


@pytest.mark.slow
def test_make_demo_works_in_a_bare_checkout_and_installs_once(root: Path, tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    shutil.copytree(root, checkout, ignore=NOT_IN_A_CLONE)
    first, second = _make_demo(checkout), _make_demo(checkout)
    assert first.returncode == 0, first.stderr
    assert second.returncode == 0, second.stderr
    assert "installing" in first.stderr
    assert "installing" not in second.stderr


def _make_demo(checkout: Path) -> subprocess.CompletedProcess[str]:
    """Run it as somebody with an empty home and no settings, outside any environment of ours."""
    ours = ("MLBCORE_", "MAKE", "MFLAGS", "TOX_", "VIRTUAL_ENV", "PYTEST_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment["HOME"] = str(checkout.parent)
    return subprocess.run(
        ["make", "demo"], cwd=checkout, env=environment, capture_output=True, text=True, check=False
    )
