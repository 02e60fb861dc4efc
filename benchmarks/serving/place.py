"""A home with an embedded server, ``serve`` in it, and runs that go on and on."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.sources import command

SERVING = "serving on "
WINDOW = ("--from", "2025-06-28", "--to", "2025-07-07", "--detail", "--again")


@contextmanager
def serve(environment: Mapping[str, str]) -> Iterator[str]:
    """The URL of ``mlbcore serve`` on a free port."""
    asked = command("serve", "--port", "0")
    with subprocess.Popen(asked, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        line = next(line for line in process.stderr if line.startswith(SERVING))
        rest = threading.Thread(target=process.stderr.read, daemon=True)
        rest.start()
        try:
            yield line.removeprefix(SERVING).strip()
        finally:
            process.terminate()


def collect(environment: Mapping[str, str]) -> None:
    """One run over ten days, each game's own pages too."""
    asked = command("run", *WINDOW, "--format", "json")
    subprocess.run(asked, env=environment, stdout=subprocess.DEVNULL, check=True)


@contextmanager
def runs(environment: Mapping[str, str]) -> Iterator[list[float]]:
    """Runs, one after the other, while what is inside goes on; the seconds that each took."""
    stopped, took = threading.Event(), list[float]()

    def go_on() -> None:
        while not stopped.is_set():
            begun = time.monotonic()
            collect(environment)
            took.append(time.monotonic() - begun)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield took
    finally:
        stopped.set()
        thread.join()


def kill(home: Path) -> int:
    """Have the server end as by a power cut; its process."""
    pid = int((home / "postgres" / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGQUIT)
    return pid


def await_end(pid: int) -> None:
    with suppress(ProcessLookupError):
        while True:
            os.kill(pid, 0)
            time.sleep(0.001)
