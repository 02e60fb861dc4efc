"""The recorded sources on loopback, and the real command that asks them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SPAN = ("--from", "2025-03-27", "--to", "2025-07-31")
SHARED = Path(os.environ.get("MLBCORE_TEST_SHARED", "../shared")).resolve()


@contextmanager
def sources(*options: str, data: Path = SHARED / "data") -> Iterator[dict[str, str]]:
    """The recordings served on loopback; gives the variables that point to them.

    ``options`` are the server's own.
    """
    tool = [sys.executable, str(SHARED / "tools" / "source_replay.py"), "--data", str(data)]
    tool += options
    with subprocess.Popen(tool, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        urls = json.loads(process.stdout.readline())
        try:
            yield {f"MLBCORE_{name.upper()}_BASE_URL": url for name, url in urls.items()} | {
                "MLBCORE_SCRAPING_REQUESTS_PER_SECOND": "1000000"
            }
        finally:
            process.terminate()


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "mlbcore", *arguments]


def mlbcore(environment: Mapping[str, str], *arguments: str) -> Any:
    """What a command shows as JSON."""
    asked = command(*arguments, "--format", "json")
    done = subprocess.run(asked, env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)
