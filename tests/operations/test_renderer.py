"""Pages are rendered by a process that may die, and that dies with who asks it."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from shutil import copytree

import pytest

from mlbcore.cli.serve import drawn
from mlbcore.errors import MlbcoreError, UnreachableError
from mlbcore.masking import hide
from mlbcore.ops.renderer import Canvas, Renderer
from mlbcore.settings import DEFAULT_RULES, DatabaseSettings

DATE = dt.date(2025, 7, 2)
QUICK = DatabaseSettings(connection_timeout=5)
PAGE = partial(drawn, DEFAULT_RULES)
NOWHERE = "postgresql://me@127.0.0.1:1/mlb"

# Says which process renders, and waits to be killed.
ASKS = """
import time
from functools import partial
from mlbcore.cli.serve import drawn
from mlbcore.ops.renderer import Canvas, Renderer
from mlbcore.settings import DEFAULT_RULES, DatabaseSettings

if __name__ == "__main__":
    page = partial(drawn, DEFAULT_RULES)
    with Renderer(Canvas(page, "host=/nowhere", DatabaseSettings())) as renderer:
        print(renderer.process.pid, flush=True)
        time.sleep(600)
"""


@pytest.fixture
def renderer(dsn: str) -> Iterator[Renderer]:
    with Renderer(Canvas(PAGE, dsn, QUICK)) as made:
        yield made


def test_a_page_comes_from_another_process(renderer: Renderer) -> None:
    assert b"2025-07-02" in renderer(DATE, None)
    assert renderer.process.pid != os.getpid()


def test_a_process_that_died_is_started_again(renderer: Renderer) -> None:
    first = renderer(DATE, None)
    renderer.process.kill()
    renderer.process.join()
    assert len(renderer(DATE, None)) == len(first)


def test_why_a_database_gives_no_page_is_told_as_it_is() -> None:
    with (
        Renderer(Canvas(PAGE, NOWHERE, QUICK)) as renderer,
        pytest.raises(UnreachableError, match="cannot be reached"),
    ):
        renderer(DATE, None)


def test_a_defect_ends_the_process_and_is_no_page(dsn: str) -> None:
    with Renderer(Canvas(len, dsn, QUICK)) as renderer:  # type: ignore[arg-type]
        with pytest.raises(MlbcoreError, match="could not be rendered"):
            renderer(DATE, None)
        renderer.canvas = Canvas(PAGE, dsn, QUICK)
        renderer.process.join()
        assert b"2025-07-02" in renderer(DATE, None)


def test_a_defect_is_told_on_stderr_without_what_is_hidden_here(
    dsn: str, capfd: pytest.CaptureFixture[str]
) -> None:
    hide("hunter-that-renders")
    canvas = Canvas(partial(copytree, "hunter-that-renders"), dsn, QUICK)
    with Renderer(canvas) as renderer, pytest.raises(MlbcoreError):
        renderer(DATE, None)
    said = capfd.readouterr().err
    assert "No such file or directory: 'MASKED'" in said
    assert "hunter" not in said


def test_it_ends_with_the_process_that_asks() -> None:
    command = [sys.executable, "-c", ASKS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout is not None
        rendering = int(asking.stdout.readline())
        asking.kill()
    await_end(rendering)


def await_end(process: int) -> None:
    with suppress(ProcessLookupError):
        while True:
            os.kill(process, 0)
            time.sleep(0.02)
