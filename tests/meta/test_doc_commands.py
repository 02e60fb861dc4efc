"""The commands of the documentation: each is run as it stands, on the bundled day.

Those are the lines of shell blocks that begin with ``mlbcore``. A block of what only its reader
can run stands below ``<!-- not run: why -->``; where another page repeats its commands they are not
run either. The network is closed: what asks a source must say so and nothing worse.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("README.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("plugins/*/*.md")])
BLOCK = re.compile(
    r"^(?:<!-- not run: ([^\n]+) -->\n)?```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE
)
COMMAND = re.compile(r"^(?:\$ )?((?:\w+=\S+ )*mlbcore .+?)(?: +# .*)?$", re.MULTILINE)
SHELLS = {"", "console", "sh", "shell"}

NOT_RUN = {
    "mlbcore migrate down --to park/0000 --yes": "a plugin of the reader's",
    "mlbcore unmatched link sbr 342542 mlb:777275": "a game that was not matched",
    "mlbcore config migrate config.toml backtesting_config.json .env -o mlbcore.toml": (
        "the predecessor's files"
    ),
    "mlbcore import legacy --dry-run folder": "the predecessor's tables",
    "mlbcore import legacy --games g.csv --moneyline m.csv": "the predecessor's tables",
    "mlbcore import legacy postgresql://reader@host/mlb_betting": "the predecessor's tables",
    "mlbcore notify": "an address of the reader's",
    "mlbcore watch --every 60s --notify": "an address of the reader's",
}
# They ask the sources, or go on until somebody ends them.
GOES_ON = re.compile(r"(?:\w+=\S+ )*mlbcore (run|watch|serve|doctor --online)\b")
NOBODY = "http://127.0.0.1:1"
CLOSED = {
    "MLBCORE_MONITORING_PORT": "0",  # two pages may be served at once
    "MLBCORE_SCRAPING_RETRIES": "0",
    "MLBCORE_SCRAPING_REQUESTS_PER_SECOND": "100000",
    **{f"MLBCORE_{name}_BASE_URL": NOBODY for name in ("MLB", "SBR", "ACTION")},
    **dict.fromkeys(("http_proxy", "https_proxy"), NOBODY),
}
LONG_ENOUGH = 20


class Example(NamedTuple):
    command: str
    not_run: str | None


def examples(page: Path) -> Iterator[Example]:
    for reason, language, block in BLOCK.findall(page.read_text("utf-8")):
        if language in SHELLS:
            for command in COMMAND.findall(block):
                yield Example(command, reason or None)


def test_only_stated_commands_of_the_docs_are_not_run() -> None:
    left = {e.command: e.not_run for page in PAGES for e in examples(page) if e.not_run}
    assert left == NOT_RUN


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if list(examples(page))],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_every_command_of_a_page_runs(
    page: Path, dsn: str, poll: Callable[[str], None], tmp_path: Path
) -> None:
    poll(dsn)
    write_workbook(tmp_path / "mlb-odds-2019.xlsx")
    asked = [command for command, _ in examples(page) if command not in NOT_RUN]
    faults = [fault for command in asked if (fault := run(command, tmp_path, dsn))]
    assert "\n".join(faults) == ""


def write_workbook(path: Path) -> None:
    """A game as the workbooks of the archive have it."""
    book = Workbook()
    for cells in (
        ["Date", "Rot", "VH", "Team", "Final", "Open", "Close"],
        [404, 951, "V", "LOS", 3, -120, -125],
        [404, 952, "H", "SDG", 2, 110, 115],
    ):
        book.active.append(cells)
    book.save(path)


def run(command: str, folder: Path, dsn: str) -> str | None:
    """Run a line as a shell does, in a folder of its own; gives what is wrong with how it ended."""
    with subprocess.Popen(
        ["bash", "-c", command],
        cwd=folder,
        env=_environment(folder, dsn),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        goes_on = GOES_ON.match(command)
        try:
            told = process.communicate(timeout=LONG_ENOUGH if goes_on else None)[1]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGINT)
            told = process.communicate()[1]
    well = {0, 3, 4, 128 + signal.SIGINT} if goes_on else {0}
    return None if process.returncode in well else f"{command}: {process.returncode}: {told}"


def _environment(folder: Path, dsn: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MLBCORE_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
    own = {"MLBCORE_HOME": str(folder / "home"), "MLBCORE_DATABASE_URL": dsn, "PATH": path}
    return kept | CLOSED | own
