"""What the log costs a run of the season: at WARNING, and at INFO to a file.

    python -m benchmarks.telling

Needs the recordings (MLBCORE_TEST_SHARED, by default ../shared). The processor's time of
commands is compared, the median of five rounds in which the levels take turns.
"""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from benchmarks.databases import migrate
from benchmarks.goals import Goal, judge
from benchmarks.sources import SPAN, command, sources
from benchmarks.storage.server import running

ROUNDS = 5
GOALS = {"WARNING": 1.02, "INFO": 1.15}
LEVELS = ("CRITICAL", *GOALS)


def main() -> None:
    with running() as server, sources() as bases, server.database() as template:
        migrate({"MLBCORE_DATABASE_URL": server.dsn(template)})
        taken: dict[str, list[float]] = {level: [] for level in LEVELS}
        for _ in range(ROUNDS):
            for level in LEVELS:
                with server.database(template) as name, tempfile.TemporaryDirectory() as folder:
                    there = {"MLBCORE_DATABASE_URL": server.dsn(name)}
                    taken[level].append(seconds(os.environ | bases | there, level, Path(folder)))
        judge(ratios(taken))


def seconds(environment: Mapping[str, str], level: str, folder: Path) -> float:
    """The processor's time of one run that logs to a file."""
    file = folder / "log"
    log = {"MLBCORE_LOGGING_LEVEL": level, "MLBCORE_LOGGING_FILE": str(file)}
    before = _used()
    asked = command("run", *SPAN, "--format", "json")
    subprocess.run(asked, env={**environment, **log}, stdout=subprocess.DEVNULL, check=True)
    used = _used() - before
    size = file.stat().st_size
    print(f"{level}: {used:.2f} s, {size:,} bytes of log", flush=True)
    return used


def ratios(taken: Mapping[str, list[float]]) -> Iterator[Goal]:
    least = median(taken["CRITICAL"])
    for level, limit in GOALS.items():
        name = f"a season's run that logs at {level} beside one at CRITICAL"
        yield Goal(name, median(taken[level]) / least, limit, least=False)


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
