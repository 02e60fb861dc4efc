"""The project's own files, as the tests of its shape read them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def root(pytestconfig: pytest.Config) -> Path:
    return pytestconfig.rootpath


@pytest.fixture(scope="session")
def modules(root: Path) -> dict[str, ast.Module]:
    """The modules of mlbcore and of the plugins' packages, by their path from the root."""
    files = [*root.glob("mlbcore/**/*.py"), *root.glob("plugins/*/mlbcore_*/**/*.py")]
    return {
        file.relative_to(root).as_posix(): ast.parse(file.read_text("utf-8"), str(file))
        for file in sorted(files)
    }
