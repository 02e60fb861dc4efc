"""``serve`` for a minute under load while runs go on, and its database killed and back.

    python -m benchmarks.serving [SECONDS]

Needs the recordings (MLBCORE_TEST_SHARED, by default ../shared). Ten days are stored; then four
clients read the pages of the days, others ask /metrics, /readyz and /healthz, and runs take the ten
days in again, one after the other. Prints each goal with its figure.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.goals import Goal, Job, judge
from benchmarks.serving.load import Answers, connection, status, under_load
from benchmarks.serving.place import await_end, collect, kill, runs, serve
from benchmarks.sources import sources
from benchmarks.timing import timed
from mlbcore.cli.serve import drawn
from mlbcore.db.embedded import EmbeddedServer
from mlbcore.db.figures import FiguresReader, state_seen
from mlbcore.db.pool import Database
from mlbcore.ops.kept import KeptPages
from mlbcore.ops.meters import Meters
from mlbcore.ops.renderer import Canvas, Renderer
from mlbcore.ops.serving import impatient
from mlbcore.settings import DEFAULT_RULES, DatabaseSettings

DATES = [dt.date(2025, 6, 28) + dt.timedelta(days=n) for n in range(10)]
DATE = dt.date(2025, 7, 2)
WARM = 30  # until every page has been kept once
RESIDENT = re.compile(r"^process_resident_memory_bytes (\S+)$", re.MULTILINE)
PAGE = partial(drawn, DEFAULT_RULES)
OK, UNAVAILABLE = 200, 503


def main() -> None:
    seconds = float(sys.argv[1]) if sys.argv[1:] else 60
    with tempfile.TemporaryDirectory() as folder, sources() as variables:
        home = Path(folder) / "home"
        environment = os.environ | variables | {"MLBCORE_HOME": str(home)}
        server = EmbeddedServer(home)
        collect(environment)
        judge(goals(server.dsn, home, environment, seconds))
        server.close()


def goals(dsn: str, home: Path, environment: dict[str, str], seconds: float) -> Iterator[Goal]:
    yield from keeping(dsn)
    with serve(environment) as url:
        yield from loaded(url, environment, seconds)
        yield from outage(url, home)


def keeping(dsn: str) -> Iterator[Goal]:
    """What a page costs rendered and kept, and what of the second is asking for the state."""
    settings = impatient(DatabaseSettings())
    with (
        Database(dsn, settings) as database,
        Renderer(Canvas(PAGE, dsn, settings)) as render,
        database.reading() as store,
    ):
        rendered = milliseconds(lambda: render(DATE, None), 20)
        state = milliseconds(lambda: state_seen(store.connection), 200)
        figures = milliseconds(lambda: FiguresReader(store.connection).all(), 20)
    with Database(dsn, settings) as database, Renderer(Canvas(PAGE, dsn, settings)) as render:
        pages = KeptPages(database, render, Meters(), max_age=3600)
        kept = milliseconds(lambda: pages.page(DATE, None), 200)
        size = len(pages.page(DATE, None)) / 1000
    print(f"a page of {size:.0f} kB: {rendered:.1f} ms rendered, {kept:.3f} ms kept,", end=" ")
    print(f"of it {state:.3f} ms asking for the state")
    print(f"the figures of a scrape: {figures:.1f} ms")
    yield Goal("a kept page, against one rendered", rendered / kept, 5, least=True)


def milliseconds(work: Job, times: int) -> float:
    return timed(work, times)[0] * 1000


def loaded(url: str, environment: dict[str, str], seconds: float) -> Iterator[Goal]:
    pages = ["/", *(f"/report/{date}" for date in DATES)]
    with runs(environment) as took:
        under_load(url, WARM, pages)
        before = resident(url)
        answers = under_load(url, seconds, pages)
        after = resident(url)
    print(f"{len(took)} runs meanwhile, of {median(took):.1f} s")
    for told in answers:
        print(describe(told))
    errors = [error for told in answers for error in told.errors]
    print(*errors[:5], sep="\n", end="\n" if errors else "")
    growth = 100 * (after / before - 1)
    print(f"memory: {before / 1e6:.1f} MB after {WARM} s, {after / 1e6:.1f} MB at the end")
    yield Goal("errors", len(errors), 0, least=False, unit="")
    yield Goal("growth of memory", growth, 5, least=False, unit="%")
    yield Goal(
        "/healthz, 99th percentile", answers[0].percentile(0.99) * 1000, 50, least=False, unit="ms"
    )


def describe(told: Answers) -> str:
    middle, slow = told.percentile(0.5) * 1000, told.percentile(0.99) * 1000
    return f"{told.path}: {len(told.seconds)} answers, median {middle:.1f} ms, 99th {slow:.1f} ms"


def resident(url: str) -> float:
    with urllib.request.urlopen(f"{url}/metrics") as response:
        found = RESIDENT.search(response.read().decode())
    assert found is not None
    return float(found[1])


def outage(url: str, home: Path) -> Iterator[Goal]:
    """Three times killed, and started again; the seconds until /readyz says so."""
    died, returned = [], []
    for _ in range(3):
        begun = time.monotonic()
        process = kill(home)
        died.append(seen(url, UNAVAILABLE) - begun)
        await_end(process)
        server = EmbeddedServer(home)
        begun = time.monotonic()
        returned.append(seen(url, OK) - begun)
        server.close()
    yield Goal("/readyz sees a killed server, slowest of 3", max(died), 2, least=False, unit="s")
    yield Goal("/readyz sees its return, slowest of 3", max(returned), 2, least=False, unit="s")


def seen(url: str, awaited: int) -> float:
    """When /readyz said it."""
    client = connection(url)
    while status(client, "/readyz") != awaited:
        time.sleep(0.005)
    return time.monotonic()


if __name__ == "__main__":
    main()
