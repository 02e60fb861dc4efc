"""Old tables made of a season's real games, imported again after starts were corrected."""

from __future__ import annotations

import csv
import datetime as dt
import json
import lzma
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from mlbcore.db.pool import Database
from mlbcore.legacy.games import Meeting
from mlbcore.legacy.ids import LegacyIds
from mlbcore.legacy.sheets import Sheet
from mlbcore.legacy.tables import LegacyTables
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.legacy import import_tables

pytestmark = [pytest.mark.shared, pytest.mark.slow]

Row = dict[str, str]
WRONG_BY, RIGHT = dt.timedelta(minutes=-5), dt.timedelta()
ALL, EVERY_OTHER = slice(None), slice(None, None, 2)


@pytest.fixture
def days(shared: Path, take: Callable[..., Any]) -> dict[str, list[Row]]:
    """The days with doubleheaders, as MLB lists them and as SportsbookReview told their starts."""
    found: dict[str, list[Row]] = defaultdict(list)
    with (shared / "data" / "crosswalk.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["list_date"]].append(row)
    double = {date for date, rows in found.items() if any(r["doubleHeader"] != "N" for r in rows)}
    slates = json.loads(lzma.decompress((shared / "data/mlb/schedule/2025.json.xz").read_bytes()))
    for slate in slates["dates"]:
        if slate["date"] in double:
            take("mlb", "schedule", dt.date.fromisoformat(slate["date"]), {"dates": [slate]})
    return {date: [r for r in found[date] if r["sbr_startDate"]] for date in sorted(double)}


def start_of(row: Row, off: dt.timedelta) -> dt.datetime:
    return dt.datetime.fromisoformat(row["sbr_startDate"]) + off


def id_of(row: Row, off: dt.timedelta) -> str:
    away, home = (LegacyIds().team(row[side]) for side in ("away", "home"))
    date = dt.date.fromisoformat(row["list_date"])
    return Meeting(date, away, home, start_of(row, off)).external_id


def old_row(number: int, row: Row, off: dt.timedelta) -> Row:
    return {
        "id": str(number),
        "away_team": row["away"],
        "home_team": row["home"],
        "game_date": row["list_date"],
        "game_datetime": start_of(row, off).isoformat(),
        "game_status": "scheduled",
    }


def test_every_id_is_of_its_game_whatever_part_was_imported_before(
    days: dict[str, list[Row]], database: Database, sheets: Callable[..., Mapping[str, Sheet]]
) -> None:
    rows = [row for day in days.values() for row in day]

    def unmatched(part: slice, off: dt.timedelta) -> int:
        games = [old_row(number, row, off) for number, row in enumerate(rows, 1)]
        ingest = Ingest(database, [LegacyTables()], {"legacy": LegacyIds()})
        (table,) = import_tables(database, ingest, sheets(games=games[part])).tables
        return table.unmatched

    for off in (WRONG_BY, RIGHT):
        unmatched(EVERY_OTHER, off)
        assert unmatched(ALL, off) == 0
    first, *_, last = map(dt.date.fromisoformat, days)
    games = database.read(lambda store: store.games.between(first, last))
    assert len(rows) > 250
    assert {id: pk for game in games for id in game.ids["legacy"] for pk in game.ids["mlb"]} == {
        id_of(row, off): row["gamePk"] for row in rows for off in (WRONG_BY, RIGHT)
    }
