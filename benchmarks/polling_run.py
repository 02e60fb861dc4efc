"""What a poll of an unchanged slate costs beyond its requests.

    python -m benchmarks.polling_run

The bundled day of all sources, polled again and again by one run as ``watch`` does; the answers
come from memory. Prints what of a poll is this process's own work, and the median beside its goal.
"""

from __future__ import annotations

import tempfile
import time
from statistics import median

from benchmarks.databases import settled
from benchmarks.goals import Goal, judge
from mlbcore.collecting import Window
from mlbcore.db.opening import opened
from mlbcore.demo import DATE, BundledDay
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.run import Run
from mlbcore.plugins import discover
from mlbcore.settings import ScrapingSettings, SourceSettings

POLLS = 100
GOAL = 10.0


def main() -> None:
    plugins = discover(frozenset({"mlb", "sbr", "action"}))
    quick = ScrapingSettings(requests_per_second=100_000, retries=0)
    with (
        tempfile.TemporaryDirectory() as home,
        opened(settled(home), print) as database,
        Fetcher(quick, lambda _: SourceSettings(), BundledDay()) as fetcher,
    ):
        ingest = Ingest(database, plugins.collectors, plugins.mappers)
        run = Run(database, ingest, fetcher, plugins.collectors)
        first, _ = poll(run)
        took = [poll(run) for _ in range(POLLS)]
    spent, worked = median(wall for wall, _ in took), median(work for _, work in took)
    print(f"the first poll: {first:.1f} ms; an unchanged one works {worked:.2f} ms in this process")
    name = f"an unchanged poll of {len(plugins.collectors)} units"
    judge([Goal(name, spent, GOAL, least=False, unit="ms")])


def poll(run: Run) -> tuple[float, float]:
    """Milliseconds it took, and those of them that this process worked."""
    wall, work = time.perf_counter(), time.process_time()
    run.collect(Window(first=DATE, last=DATE), again=True)
    return (time.perf_counter() - wall) * 1000, (time.process_time() - work) * 1000


if __name__ == "__main__":
    main()
