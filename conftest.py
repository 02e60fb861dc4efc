"""What the tests of the core and of the plugins share: the recorded payloads."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recorded payloads; the test is skipped where there is none."""
    return _recordings()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.shared)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("shared"):
        _recordings()


def _recordings() -> Path:
    chosen = os.environ.get("MLBCORE_TEST_SHARED")
    folder = Path(chosen).resolve() if chosen else Path(__file__).parent.parent / "shared"
    if (folder / "data").is_dir():
        return folder
    reason = f"no recorded payloads at {folder}: MLBCORE_TEST_SHARED names their folder"
    if os.environ.get("MLBCORE_TEST_REQUIRE_SHARED"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
