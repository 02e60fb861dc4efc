"""The recorded schedules, each compared field by field with a plain reading of it."""

from __future__ import annotations

import datetime as dt
import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from mlbcore import (
    Detail,
    DoubleHeader,
    GameType,
    Listing,
    Payload,
    Refusal,
    Request,
    Venue,
)
from mlbcore_mlb.ids import MlbIds
from mlbcore_mlb.schedule import Schedule


def payload(body: bytes) -> Payload:
    return Payload(
        source="mlb",
        collector="schedule",
        date=dt.date(2025, 7, 2),
        url="https://statsapi.mlb.com/api/v1/schedule",
        fetched_at=dt.datetime(2025, 7, 3, 12, tzinfo=dt.UTC),
        body=body,
    )


def test_every_recorded_day_is_read_whole(shared: Path) -> None:
    season = json.loads(lzma.decompress((shared / "data/mlb/schedule/2025.json.xz").read_bytes()))
    mapper = MlbIds()
    for day in season["dates"]:
        items = Schedule().parse(payload(json.dumps({"dates": [day]}).encode()))
        found = [item for item in items if isinstance(item, Listing | Refusal)]
        assert len(found) == len(day["games"])
        for listing, listed in zip(found, day["games"], strict=True):
            assert isinstance(listing, Listing)
            assert listing.external_id == str(listed["gamePk"])
            assert listing.away_score == listed["teams"]["away"].get("score")
            assert mapper.game(listing).dates == (dt.date.fromisoformat(day["date"]),)


RECORDED = (
    "schedule/2025.json.xz",
    "misc/pydantic/schedule.json",
    "misc/pydantic/schedule_hydrated_team.json",
    "misc/reaqa766/schedule_games.json",
    "misc/reaqa766/schedule_range.json.xz",
    "misc/reaqa766/linescore_many.json.xz",
    "misc/reaqa766/scores_day.json.xz",
    "misc/baseball-v2/statsapi_schedule_rows.json",
)
COME_TO = {"F": "final", "D": "postponed", "S": "scheduled"}
TYPES = {"R": GameType.REGULAR, "S": GameType.SPRING_TRAINING}
PAIRS = {"N": DoubleHeader.NONE, "Y": DoubleHeader.TRADITIONAL, "S": DoubleHeader.SPLIT}


def recorded(file: Path) -> bytes:
    """The body of a file; of one that holds rows by name, a body of these."""
    raw = file.read_bytes()
    body = lzma.decompress(raw) if file.suffix == ".xz" else raw
    if "dates" in (document := json.loads(body)):
        return body
    days = [{"date": row["gameDate"][:10], "games": [row]} for row in document.values()]
    return json.dumps({"dates": days}).encode()


@pytest.mark.parametrize("file", RECORDED)
def test_every_recorded_game_is_what_its_page_says(shared: Path, file: str) -> None:
    body = recorded(shared / "data/mlb" / file)
    rows = [(day["date"], row) for day in json.loads(body)["dates"] for row in day["games"]]
    found = list(Schedule().parse(payload(body)))
    assert not [item for item in found if isinstance(item, Refusal)]
    listings = [item for item in found if isinstance(item, Listing)]
    details = [item for item in found if isinstance(item, Detail)]
    for (date, row), listing in zip(rows, listings, strict=True):
        check_listing(date, row, listing)
    official = [row for date, row in rows if row.get("officialDate", date) == date]
    for row, detail in zip(official, details, strict=True):
        check_detail(row, detail)
    asked = [item for item in found if isinstance(item, Request)]
    assert [(request.path, request.date.isoformat()) for request in asked] == [
        (f"/api/v1.1/game/{row['gamePk']}/feed/live", date)
        for date, row in rows
        if row["status"]["codedGameState"] != "D"
    ]


def check_listing(date: str, row: dict[str, Any], listing: Listing) -> None:
    away, home = row["teams"]["away"], row["teams"]["home"]
    state = row["status"]["codedGameState"]
    assert listing.external_id == str(row["gamePk"])
    assert (listing.away, listing.home) == (str(away["team"]["id"]), str(home["team"]["id"]))
    assert MlbIds().game(listing).dates == (dt.date.fromisoformat(date),)
    assert listing.start == dt.datetime.fromisoformat(row["gameDate"])
    assert listing.start_tbd == row["status"].get("startTimeTBD", False)
    assert listing.game_number == row["gameNumber"]
    assert listing.status == COME_TO[state], row["gamePk"]
    scores = (away.get("score"), home.get("score")) if state == "F" else (None, None)
    assert (listing.away_score, listing.home_score) == scores
    assert listing.venue == row["venue"]["name"]
    assert (listing.quotes, listing.splits) == ((), ())


def check_detail(row: dict[str, Any], detail: Detail) -> None:
    context = detail.context
    assert context is not None
    assert detail == Detail(
        external_id=str(row["gamePk"]),
        context=context,
        venue=Venue(id=row["venue"]["id"], name=row["venue"]["name"]),
    )
    assert (context.game_type, context.double_header) == (
        TYPES[row["gameType"]],
        PAIRS[row["doubleHeader"]],
    )
    assert context.season == int(row["season"])
    assert context.series_description == row["seriesDescription"]
    assert context.series_game_number == row["seriesGameNumber"]
    assert context.games_in_series == row.get("gamesInSeries")
    assert context.scheduled_innings == row["scheduledInnings"]
    assert context.day_night == row["dayNight"]
    assert (context.attendance, context.duration_minutes) == (None, None)
    assert context.if_necessary == (row["ifNecessary"] == "Y")
    played = row["status"]["codedGameState"] == "F"
    assert context.innings == (row.get("linescore", {}).get("currentInning") if played else None)
