"""Storage beside what the server can do, and beside other libraries, as ratios in one run.

    .venv/bin/pip install -e '.[bench]'
    .venv/bin/python -m benchmarks.storage [--quick]

Prints each goal with its figure: the median of several rounds, what is compared in turn. Starts a
server of its own and removes it. ``--quick`` is a look at smaller sizes and judges nothing.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from benchmarks.goals import Goal, judge
from benchmarks.storage import season
from benchmarks.storage.connecting import connecting
from benchmarks.storage.polling import polling
from benchmarks.storage.reading import boards, reading
from benchmarks.storage.saving import saving
from benchmarks.storage.scale import FULL, QUICK, Scale
from benchmarks.storage.server import Server, running


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.storage")
    options.add_argument("--quick", action="store_true", help="smaller sizes, for a look")
    quick = options.parse_args().quick
    with running() as server:
        goals = measured(server, QUICK if quick else FULL)
        if quick:
            look(goals)
        else:
            judge(goals)


def measured(server: Server, scale: Scale) -> Iterator[Goal]:
    with server.database() as template:
        origin = season.prepare(server.dsn(template))
        yield from saving(server, template, origin, scale)
        yield from connecting(server, scale)
        yield from polling(server, template, origin, scale)
        yield from boards(server, template, origin, scale)
        yield from reading(server, template, origin, scale)


def look(goals: Iterator[Goal]) -> None:
    print("A quick look at smaller sizes: it judges no goal.")
    for goal in goals:
        print(f"        {goal.measured}", flush=True)


if __name__ == "__main__":
    main()
