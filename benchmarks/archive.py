"""The archive workbooks through the real command: pairs, teams, scores, ids of May 2019, time.

    python -m benchmarks.archive

Needs the recordings (MLBCORE_TEST_SHARED, by default ../shared). What is right is read beside the
project: the cells by openpyxl, the clubs from another project's list of codes, MLB's names. Prints
each goal with its figure. MLB's page of May 2019 is from before that month: it has no scores, and
not the games that rain moved.
"""

from __future__ import annotations

import csv
import json
import lzma
import os
import shutil
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import load_workbook  # type: ignore[import-untyped]

from benchmarks.databases import migrate
from benchmarks.goals import Goal, judge
from benchmarks.sources import SHARED, mlbcore, sources
from mlbcore.models import TEAMS

ARCHIVES = SHARED / "data" / "archives"
FILES = sorted(ARCHIVES.glob("mlb-odds-*.xlsx"))
RECORDED = SHARED / "data/mlb/misc/reaqa766/schedule_range.json.xz"
YEARS = ("--from", "2010-01-01", "--to", "2021-12-31")
MAY = ("--from", "2019-05-01", "--to", "2019-05-30")
OF_MAY = [file for file in FILES if "2019" in file.name]
# The list takes the two clubs of Los Angeles for one another; the slips are of 2020.
CORRECTED = {"LOS": "Dodgers", "LAA": "Angels", "BRS": "Red Sox", "CHC": "Cubs", "SFG": "Giants"}
RENAMED = {"Indians": "Guardians"}

Environment = dict[str, str]
Matchup = tuple[str, str, str]  # date, and the nicknames of away and home


class Row(NamedTuple):
    date: str
    rot: str
    club: str
    final: object


def main() -> None:
    rows = [row for file in FILES for row in read(file)]
    judge(chain(whole(rows), of_may()))


def read(file: Path) -> Iterator[Row]:
    """The rows of a workbook that have anything in them."""
    clubs = nicknames()
    head, *rows = load_workbook(file, read_only=True).worksheets[0].values
    final = head.index("Final")
    for cells in rows:
        if any(cell is not None for cell in cells):
            date = f"{file.stem[-4:]}{cells[0]:04d}"
            yield Row(date, str(cells[1]), clubs[cells[3]], cells[final])


def nicknames() -> dict[str, str]:
    with (ARCHIVES / "team_code_map.csv").open(encoding="utf-8-sig") as file:
        listed = {row["Team_Code_Odds_DF"]: row["Team"] for row in csv.DictReader(file)}
    return {code: RENAMED.get(club, club) for code, club in (listed | CORRECTED).items()}


def whole(rows: list[Row]) -> Iterator[Goal]:
    """The nine workbooks in an empty database."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"MLBCORE_HOME": home}
        migrate(environment)
        began = time.perf_counter()
        told = take_in(environment, FILES)
        took = time.perf_counter() - began
        games = mlbcore(environment, "games", *YEARS)
    print(f"{len(games)} games, {sum(unit['records'] for unit in told['units'])} records")
    truth = defaultdict(list)
    for row in rows:
        truth[row.date, row.rot].append((row.club, row.final))
    right = [
        (TEAMS[game[side]].nickname, game[f"{side}_score"]) in truth[day, rot]
        for game in games
        for day, *rots in [game["ids"]["sbr-archive"][0].split("-")]
        for side, rot in zip(("away", "home"), rots, strict=False)
    ]
    # Two rows stand alone, and two are of a game that was not played.
    yield Goal("rows in a game", len(right), len(rows) - 4, least=True, unit="rows")
    yield Goal("rows with their club and score", sum(right), len(right), least=True, unit="rows")
    yield Goal("a workbook taken in", took / len(FILES), 3, least=False, unit="seconds")


def take_in(environment: Environment, files: Iterable[Path]) -> Any:
    return mlbcore(environment, "import", "sbr-archive", *map(str, files))


def of_may() -> Iterator[Goal]:
    """The workbook of 2019 and MLB's May of it, in both orders."""
    wanted = expected(list(read(*OF_MAY)))
    named = {id: pk for id, pk in wanted.items() if pk}
    with tempfile.TemporaryDirectory() as folder, sources(data=only_may(Path(folder))) as bases:
        for number, order in enumerate(("MLB first", "workbook first")):
            environment = os.environ | bases | {"MLBCORE_HOME": str(Path(folder) / f"{number}")}
            found = ids_of_may(environment, workbook_first=number == 1)
            right = sum(found.get(id) == pk for id, pk in named.items())
            wrong = sum(wanted[id] != pk for id, pk in found.items())
            yield Goal(
                f"{order}: games of May 2019 with their gamePk, of {len(wanted)}",
                *(right, len(named)),
                least=True,
                unit="games",
            )
            yield Goal(f"{order}: with another's", wrong, 0, least=False, unit="games")
    print(f"{len(wanted) - len(named)} games of the workbook are none that MLB had scheduled alone")


def expected(rows: list[Row]) -> dict[str, str | None]:
    """The gamePk of each game on MLB's days by its id; None where MLB lists no such one, or two."""
    pages = json.loads(lzma.decompress(RECORDED.read_bytes()))["dates"]
    mlb: dict[Matchup, list[str]] = defaultdict(list)
    for day in pages:
        for game in day["games"]:
            names = (club_of(game["teams"][side]["team"]["name"]) for side in ("away", "home"))
            mlb[day["date"].replace("-", ""), *names].append(str(game["gamePk"]))
    pairs = list(zip(rows[::2], rows[1::2], strict=True))
    played = Counter((away.date, away.club, home.club) for away, home in pairs)
    days = {day["date"].replace("-", "") for day in pages}
    return {
        f"{away.date}-{away.rot}-{home.rot}": pks[0] if played[key] == len(pks) == 1 else None
        for away, home in pairs
        if away.date in days
        for key in [(away.date, away.club, home.club)]
        for pks in [mlb[key]]
    }


def club_of(name: str) -> str:
    """The nickname at the end of a club's full name."""
    (found,) = {club for club in (*nicknames().values(), *RENAMED) if name.endswith(club)}
    return RENAMED.get(found, found)


def ids_of_may(environment: Environment, *, workbook_first: bool) -> dict[str, str]:
    """What the database makes of it: gamePk by the workbook's id."""
    if workbook_first:
        take_in(environment, OF_MAY)
    mlbcore(environment, "run", *MAY, "--source", "mlb")
    if not workbook_first:
        take_in(environment, OF_MAY)
    return {
        id: game["ids"]["mlb"][0]
        for game in mlbcore(environment, "games", *MAY)
        for id in game["ids"]["sbr-archive"]
        if game["ids"]["mlb"]
    }


def only_may(folder: Path) -> Path:
    """The recorded May 2019 as all there is of MLB."""
    schedule = folder / "mlb" / "schedule"
    schedule.mkdir(parents=True)
    shutil.copy(RECORDED, schedule / "2019.json.xz")
    return folder


if __name__ == "__main__":
    main()
