"""A season of 123 days through one ``run``, beside what it costs at the least.

    .venv/bin/pip install -e '.[bench]'
    .venv/bin/python -m benchmarks.season

Needs the recordings (MLBCORE_TEST_SHARED, by default ../shared), and Linux to see the memory. The
floors: a bare client that asks for the same URLs one after another, msgspec decoding the same
bodies, psql copying the same rows into the same schema. Each goal is judged on the median of three
rounds.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import psycopg

from benchmarks.databases import migrate
from benchmarks.goals import Goal, judge
from benchmarks.season.cold import Season, collected
from benchmarks.season.floors import (
    Body,
    bodies,
    by_cattrs,
    by_msgspec,
    by_pydantic,
    copied,
    decoded,
    fetched,
)
from benchmarks.sources import sources
from benchmarks.storage.server import Server, running

ROUNDS = 3


def main() -> None:
    with running() as server, sources() as bases, server.database() as template:
        environment = os.environ | bases
        migrate({"MLBCORE_DATABASE_URL": server.dsn(template)})
        judge(measured(server, template, environment))


def measured(server: Server, template: str, environment: dict[str, str]) -> Iterator[Goal]:
    ratios, growths = [], []
    for number in range(ROUNDS):
        with server.database(template) as name:
            there = environment | {"MLBCORE_DATABASE_URL": server.dsn(name)}
            cold = collected(there)
            season = bodies(server.dsn(name))
            ratios.append(cold.seconds / floor(server, name, template, season, cold))
            growths.append(cold.growth)
            if number == ROUNDS - 1:
                yield Goal(
                    "a cold run beside the sum of its floors", median(ratios), 1.6, least=False
                )
                yield Goal(
                    "memory at the end beside that after a quarter",
                    median(growths),
                    1.1,
                    least=False,
                )
                yield from repeated(there)
                yield from peers(season)


def floor(server: Server, name: str, template: str, season: list[Body], cold: Season) -> float:
    """The sum of the floors, in seconds; each is said."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        parts = {
            "fetching": fetched(asked(server.dsn(name))),
            "decoding": decoded(season, by_msgspec()),
            "copying": copied(server, name, template, Path(folder)),
        }
    said = ", ".join(f"{what} {seconds:.2f}" for what, seconds in parts.items())
    print(f"a run {cold.seconds:.2f} s; floors: {said}", flush=True)
    return sum(parts.values())


def asked(dsn: str) -> list[str]:
    """Every URL that was asked for."""
    with psycopg.connect(dsn) as connection:
        return [url for (url,) in connection.execute("SELECT url FROM payload ORDER BY id")]


def repeated(environment: dict[str, str]) -> Iterator[Goal]:
    """What the season run once more asks for and stores."""
    second = collected(environment)
    unskipped = sum(unit["status"] != "skipped" for unit in second.units)
    yield Goal("units that a second run asks for", unskipped, 0, least=False, unit="units")
    again = collected(environment, "--again")
    added = sum(unit["new"] for unit in again.units)
    yield Goal("records that a run with --again stores", added, 0, least=False, unit="records")


def peers(season: list[Body]) -> Iterator[Goal]:
    ours = median(decoded(season, by_msgspec()) for _ in range(ROUNDS))
    for name, decoders, least in (("pydantic", by_pydantic(), 2.5), ("cattrs", by_cattrs(), 3.5)):
        theirs = median(decoded(season, decoders) for _ in range(ROUNDS))
        yield Goal(f"decoding by {name} beside msgspec's", theirs / ours, least, least=True)


if __name__ == "__main__":
    main()
