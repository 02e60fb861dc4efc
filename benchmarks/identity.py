"""How many games get the right ids: four recorded months through the real command.

    python -m benchmarks.identity

Needs the recordings (MLBCORE_TEST_SHARED, by default ../shared). Prints each goal with its figure.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SPAN = ("--from", "2025-03-27", "--to", "2025-07-31")
SHARED = Path(os.environ.get("MLBCORE_TEST_SHARED", "../shared")).resolve()
COLUMNS = {"sbr": "sbr_gameId", "action": "an_game_id"}

Ids = dict[tuple[str, str], str]


def main() -> None:
    with tempfile.TemporaryDirectory() as home, sources() as bases:
        environment = os.environ | bases | {"MLBCORE_HOME": home}
        mlbcore(environment, "run", *SPAN)
        games = mlbcore(environment, "games", *SPAN)
        again = mlbcore(environment, "run", *SPAN, "--again")
    report(expected(), carried(games), sum(unit["new"] for unit in again["units"]))


@contextmanager
def sources() -> Iterator[dict[str, str]]:
    """The recordings served on loopback; gives the variables that point to them."""
    tool = [sys.executable, str(SHARED / "tools" / "source_replay.py")]
    with subprocess.Popen(tool, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        urls = json.loads(process.stdout.readline())
        yield {f"MLBCORE_{name.upper()}_BASE_URL": url for name, url in urls.items()} | {
            "MLBCORE_SCRAPING_REQUESTS_PER_SECOND": "1000"
        }
        process.terminate()


def mlbcore(environment: Mapping[str, str], *arguments: str) -> Any:
    command = [sys.executable, "-m", "mlbcore", *arguments, "--format", "json"]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def expected() -> Ids:
    """The game of each id that the crosswalk gives one."""
    with (SHARED / "data" / "crosswalk.csv").open(encoding="utf-8") as file:
        return {
            (source, row[column]): row["gamePk"]
            for row in csv.DictReader(file)
            for source, column in COLUMNS.items()
            if row[column]
        }


def carried(games: list[dict[str, Any]]) -> Ids:
    return {
        (source, id): game["ids"]["mlb"][0]
        for game in games
        for source in COLUMNS
        for id in game["ids"][source]
    }


def report(wanted: Ids, found: Ids, new: int) -> None:
    right = sum(found.get(key) == game for key, game in wanted.items())
    wrong = sum(wanted.get(key, game) != game for key, game in found.items())
    share = right / len(wanted)
    goals = [
        (share >= 0.995, f"ids on their game: {right} of {len(wanted)}, {share:.2%} (99.5 %)"),
        (wrong == 0, f"ids on a wrong game: {wrong} (0)"),
        (new == 0, f"rows added by the same run again: {new} (0)"),
    ]
    for met, goal in goals:
        print(f"{'met' if met else 'not met'}: {goal}")
    print(f"met {sum(met for met, _ in goals)} of {len(goals)}")


if __name__ == "__main__":
    main()
