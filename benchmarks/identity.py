"""How many games get the right ids: four recorded months through the real command.

    python -m benchmarks.identity

Needs the recordings (MLBCORE_TEST_SHARED, by default ../shared). Prints each goal with its figure.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterator
from typing import Any

from benchmarks.goals import Goal, judge
from benchmarks.sources import SHARED, SPAN, mlbcore, sources

COLUMNS = {"sbr": "sbr_gameId", "action": "an_game_id"}

Ids = dict[tuple[str, str], str]


def main() -> None:
    with tempfile.TemporaryDirectory() as home, sources() as bases:
        environment = os.environ | bases | {"MLBCORE_HOME": home}
        mlbcore(environment, "run", *SPAN)
        games = mlbcore(environment, "games", *SPAN)
        again = mlbcore(environment, "run", *SPAN, "--again")
    judge(goals(expected(), carried(games), sum(unit["new"] for unit in again["units"])))


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


def goals(wanted: Ids, found: Ids, new: int) -> Iterator[Goal]:
    right = sum(found.get(key) == game for key, game in wanted.items())
    wrong = sum(wanted.get(key, game) != game for key, game in found.items())
    name = f"ids on their game, {right} of {len(wanted)}"
    yield Goal(name, 100 * right / len(wanted), 99.5, least=True, unit="%")
    yield Goal("ids on a wrong game", wrong, 0, least=False, unit="ids")
    yield Goal("rows added by the same run again", new, 0, least=False, unit="rows")


if __name__ == "__main__":
    main()
