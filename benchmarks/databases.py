"""Databases of a benchmark's own, for it to fill."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping

from benchmarks.sources import command
from mlbcore.settings import Settings


def migrate(variables: Mapping[str, str]) -> None:
    """Give the empty database that the variables name its schema."""
    subprocess.run(command("migrate", "up"), env={**os.environ, **variables}, check=True)


def settled(home: str) -> Settings:
    """Settings of an embedded server of its own."""
    os.environ["MLBCORE_HOME"] = home
    return Settings()
