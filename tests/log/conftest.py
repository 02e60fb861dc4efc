"""The log as a test reads it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mlbcore import log
from mlbcore.settings import LoggingSettings

Lines = list[dict[str, Any]]


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[Callable[..., Callable[[], Lines]]]:
    """Configures the log, at DEBUG to a file unless told otherwise; gives what reads it."""
    file = tmp_path / "mlbcore.log"

    def configure(**settings: Any) -> Callable[[], Lines]:
        log.configure(LoggingSettings(**{"level": "DEBUG", "file": str(file)} | settings))
        return lambda: [json.loads(line) for line in file.read_text("utf-8").splitlines()]

    yield configure
    log.close()
