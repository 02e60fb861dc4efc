"""The recorded workbooks in a database that holds MLB's schedule of a month, and by themselves."""

from __future__ import annotations

import datetime as dt
import json
import lzma
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlbcore.collecting import FileCollector
from mlbcore.db.pool import Database
from mlbcore.pipeline.importing import import_files
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.outcome import Outcome, RunResult

pytestmark = pytest.mark.slow

FIRST, LAST = dt.date(2019, 5, 1), dt.date(2019, 5, 30)
# What the workbook has beside or instead of what MLB had scheduled: rain moved games to these.
TWICE = "2 games listed where MLB has 1 game"
NONE = "MLB lists no"
MOVED = {
    ("2019-05-01", "BAL @ CWS"): TWICE,
    ("2019-05-01", "TB @ KC"): TWICE,
    ("2019-05-11", "DET @ MIN"): TWICE,
    ("2019-05-15", "BAL @ NYY"): TWICE,
    ("2019-05-22", "KC @ STL"): TWICE,
    ("2019-05-23", "MIN @ LAA"): NONE,
    ("2019-05-25", "NYY @ KC"): TWICE,
    ("2019-05-27", "PIT @ CIN"): TWICE,
}
# Rows without another, a game not played, lines and prices no book can have had.
REFUSED = {2010: 2, 2011: 0, 2012: 0, 2013: 0, 2014: 0, 2015: 2, 2016: 3, 2019: 4, 2020: 78}


@pytest.fixture
def load(shared: Path, database: Database, ingest: Ingest) -> Callable[..., RunResult]:
    """Imports the workbooks of some years."""
    (collector,) = (c for c in ingest.collectors.values() if isinstance(c, FileCollector))

    def loaded(*years: int) -> RunResult:
        files = [shared / f"data/archives/mlb-odds-{year}.xlsx" for year in years]
        return import_files(database, ingest, collector, files)

    return loaded


@pytest.mark.parametrize("first", ["MLB", "workbook"])
def test_a_months_games_have_mlbs_ids_whichever_came_first(
    shared: Path,
    clubs: dict[int, str],
    database: Database,
    ingest: Ingest,
    take: Callable[..., Outcome],
    load: Callable[..., RunResult],
    first: str,
) -> None:
    if first == "workbook":
        load(2019)
    page = shared / "data/mlb/misc/reaqa766/schedule_range.json.xz"
    scheduled = defaultdict(list)
    for day in json.loads(lzma.decompress(page.read_bytes()))["dates"]:
        take("mlb", "schedule", dt.date.fromisoformat(day["date"]), {"dates": [day]})
        for row in day["games"]:
            scheduled[day["date"], matchup(row, clubs)].append(str(row["gamePk"]))
    if first == "MLB":
        load(2019)
    ingest.retry_unmatched()

    with database.reading() as store:
        games = [game for game in store.games.between(FIRST, LAST) if game.ids["sbr-archive"]]
        prices = store.quotes.count(game.id for game in games)
        unmatched = store.unmatched.all()
    reasons = {(f"{game.date}", f"{game.away} @ {game.home}"): game.reason for game in unmatched}
    assert (len(unmatched), reasons.keys()) == (15, MOVED.keys())
    assert all(reason.startswith(MOVED[key]) for key, reason in reasons.items())
    for game in games:
        assert game.ids["mlb"] == tuple(scheduled[f"{game.date}", game.matchup])
    assert (len(games), prices) == (384, 10 * 384 - 2)


def matchup(row: dict[str, Any], clubs: dict[int, str]) -> str:
    return " @ ".join(clubs[row["teams"][side]["team"]["id"]] for side in ("away", "home"))


def test_every_workbook_is_taken_in_whole_but_for_what_is_refused(
    database: Database, load: Callable[..., RunResult]
) -> None:
    result = load(*REFUSED)
    assert result.unmatched == 0
    assert {unit.date.year: unit.refused for unit in result.units} == REFUSED
    assert {unit.status for unit in result.units} == {"success"}
    assert not any(unit.new for unit in load(*REFUSED).units)
