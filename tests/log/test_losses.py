"""What becomes of lines that cannot be written, and that none is lost that can be."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import resource
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbcore import log
from mlbcore.log.events import AttemptFailed
from mlbcore.log.writing import Lines, LogFile
from mlbcore.settings import LoggingSettings

Mlbcore = Callable[..., subprocess.CompletedProcess[str]]
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
DEMO_UNITS = 5
AT_DEBUG = {"MLBCORE_LOGGING_LEVEL": "DEBUG"}
NOBODY = {"MLBCORE_SCRAPING_RETRIES": "0"} | {
    f"MLBCORE_{source}_BASE_URL": "http://127.0.0.1:1" for source in ("MLB", "SBR", "ACTION")
}


@pytest.fixture
def small() -> Iterator[Callable[[int], None]]:
    """Lets no file of this process grow beyond so many bytes, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_line_that_broke_off_spoils_no_other(
    tmp_path: Path, small: Callable[[int], None]
) -> None:
    lines = Lines(LogFile(tmp_path / "log", 1_000_000, 1))
    lines.write("whole")
    small(10)
    lines.write("broken off")
    lines.write("not written")
    small(1_000_000)
    lines.write("whole again")
    lines.write("and another")
    assert (tmp_path / "log").read_text() == "whole\nbrok\nwhole again\nand another\n"
    assert (lines.lost, lines.reason) == (2, os.strerror(errno.EFBIG))


@given(sizes=st.lists(st.integers(0, 40), max_size=60), keep=st.integers(1, 4))
def test_renamed_files_hold_the_last_lines_in_order(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], keep: int
) -> None:
    folder = tmp_path_factory.mktemp("rotated")
    file = LogFile(folder / "log", 100, keep)
    lines = Lines(file)
    written = [f"{number} {'x' * size}" for number, size in enumerate(sizes)]
    for line in written:
        lines.write(line)
    file.close()
    files = _oldest_first(folder / "log")
    found = [line for one in files for line in one.read_text().splitlines()]
    assert found == written[len(written) - len(found) :]
    assert len(files) <= keep + 1
    assert all(one.stat().st_size <= 100 for one in files)
    assert found == written or len(files) == keep + 1


def test_several_processes_lose_nothing_when_one_renames_their_file(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from mlbcore.log.writing import Lines, LogFile\n"
        "lines = Lines(LogFile(Path(sys.argv[1]), 20_000, 50))\n"
        "for number in range(5000): lines.write(f'{sys.argv[2]} {number}')\n"
        "assert not lines.lost"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "log")]
    writers = [subprocess.Popen([*command, str(number)]) for number in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    found = [
        line for one in _oldest_first(tmp_path / "log") for line in one.read_text().split("\n")
    ]
    expected = [f"{writer} {number}" for writer in range(3) for number in range(5000)]
    assert sorted(filter(None, found)) == sorted(expected)


def test_who_may_not_rename_the_file_keeps_nobody_waiting(tmp_path: Path) -> None:
    file = LogFile(tmp_path / "log", 10, 1)
    (tmp_path / "log.1").mkdir()
    file.write(b"a line\n")
    with pytest.raises(OSError, match=r"log\.1"):
        file.write(b"one too many\n")
    with (tmp_path / "log").open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    file.close()


def test_a_file_that_somebody_moved_is_begun_anew(tmp_path: Path) -> None:
    lines = Lines(LogFile(tmp_path / "log", 1_000, 1))
    lines.write("before")
    (tmp_path / "log").rename(tmp_path / "moved")
    lines.write("after")
    assert ((tmp_path / "moved").read_text(), (tmp_path / "log").read_text()) == (
        "before\n",
        "after\n",
    )


@pytest.mark.slow
@needs_full
def test_a_run_on_a_full_disk_ends_as_any_other_and_says_what_is_lost(mlbcore: Mlbcore) -> None:
    done = mlbcore("demo", "--format", "json", MLBCORE_LOGGING_FILE="/dev/full", **AT_DEBUG)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["units"]) == DEMO_UNITS
    (told,) = [json.loads(line) for line in done.stderr.splitlines() if "lines_lost" in line]
    assert (told["place"], told["reason"]) == ("/dev/full", os.strerror(errno.ENOSPC))
    assert told["lines"] > DEMO_UNITS


@pytest.mark.slow
def test_a_run_whose_stderr_is_read_by_nobody_ends_as_any_other(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "log"
    very_slow = {"MLBCORE_LOGGING_FILE": str(file), "MLBCORE_LOGGING_SLOW_MS": "1"}
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "mlbcore", "demo", "--format", "json"],
        env=os.environ | AT_DEBUG | very_slow,
        stdout=subprocess.PIPE,
        stderr=writing,
        check=False,
    )
    os.close(writing)
    assert done.returncode == 0
    assert len(json.loads(done.stdout)["units"]) == DEMO_UNITS
    last = json.loads(file.read_text().splitlines()[-1])
    assert (last["event"], last["place"]) == ("lines_lost", "stderr")
    assert (last["reason"], last["lines"] > 0) == (os.strerror(errno.EPIPE), True)


@pytest.mark.slow
@needs_full
@pytest.mark.parametrize("full", [False, True], ids=["closed pipe", "full disk"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("run", "--date", "2025-07-02", "--format", "json"), 4), (("games", "--nope"), 2)],
    ids=["a run", "wrong usage"],
)
def test_what_cannot_be_said_on_stderr_changes_no_exit_code(
    home: Path, arguments: tuple[str, ...], code: int, full: bool
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with Path("/dev/full" if full else os.devnull).open("wb") as unused:
        done = subprocess.run(
            [sys.executable, "-m", "mlbcore", *arguments],
            env=os.environ | NOBODY,
            stdout=subprocess.PIPE,
            stderr=unused if full else writing,
            check=False,
        )
    os.close(writing)
    assert done.returncode == code
    assert code == 2 or json.loads(done.stdout)["units"]


@pytest.mark.slow
def test_of_a_million_events_of_several_threads_none_is_lost(tmp_path: Path) -> None:
    threads, events = 5, 200_000
    settings = LoggingSettings(
        level="INFO", file=str(tmp_path / "log"), max_size=100_000_000, backup_count=10
    )
    log.configure(settings)

    def tell() -> None:
        for number in range(events):
            log.tell(AttemptFailed(reason="", wait=number))

    working = [threading.Thread(target=tell, name=str(name)) for name in range(threads)]
    for thread in working:
        thread.start()
    for thread in working:
        thread.join()
    log.close()
    told: dict[str, list[float]] = defaultdict(list)
    for line in _lines(tmp_path / "log"):
        told[line["thread"]].append(line["wait"])
    assert told == {str(name): list(range(events)) for name in range(threads)}


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for file in _oldest_first(path):
        with file.open(encoding="utf-8") as opened:
            yield from map(json.loads, opened)


def _oldest_first(path: Path) -> list[Path]:
    """The renamed files and the last."""
    renamed = sorted(path.parent.glob(f"{path.name}.*"), key=lambda file: -int(file.suffix[1:]))
    return [*renamed, path] if path.exists() else renamed
