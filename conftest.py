"""What the tests of the core and of the plugins share: the recorded payloads."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recorded payloads; the test is skipped where there is none."""
    return _recordings()


@pytest.fixture(scope="session")
def recordings(shared: Path) -> Mapping[str, Any]:
    """The sources of the replay server, by name: what they would answer with."""
    spec = spec_from_file_location("recordings", shared / "tools/source_recordings.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    # Its dataclasses look their own module up.
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "recordings", module)
        spec.loader.exec_module(module)
        sources: Mapping[str, Any] = module.load([shared / "data"])
    return sources


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
