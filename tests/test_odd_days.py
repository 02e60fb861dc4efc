"""Days unlike others, stored from their recordings: spring, other leagues, ties, old payloads."""

from __future__ import annotations

import csv
import datetime as dt
import json
import lzma
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
import pytest

from mlbcore.db.pool import Database
from mlbcore.models import Game
from mlbcore.pipeline.outcome import Outcome

Take = Callable[..., Outcome]

FILES = (
    "pydantic/game_changes.json",  # 1984, 1998
    "reaqa766/schedule_games.json",  # 2018-09-27
    "reaqa766/scores_day.json.xz",  # 2019-03-09
    "reaqa766/schedule_days.ts.xz",  # 2019-03-17 and 18
    "reaqa766/schedule_range.json.xz",  # May 2019, before it was played
    "pydantic/schedule.json",  # 2024-07-01
    "baseball-v2/statsapi_schedule_rows.json",  # 2025
)
PLACEHOLDER = re.compile("T0[78]:33:00Z")
COME_TO = {
    "Final": "final",
    "Final: Tied": "final",
    "In Progress": "live",
    "Postponed": "postponed",
    "Pre-Game": "scheduled",
    "Scheduled": "scheduled",
}
TYPES = {"R": "regular", "S": "spring_training", "E": "exhibition"}
PAIRINGS = {"N": "none", "Y": "traditional", "S": "split"}
WITHOUT_A_START = [
    dt.date(2025, month, day) for month, day in ((4, 24), (4, 27), (5, 6), (5, 8), (5, 14), (6, 19))
]
STORED = """
    SELECT i.external_id, to_char(g.date, 'YYYY-MM-DD'), g.game_number, g.away, g.home, g.start,
        g.start_tbd, g.status, g.away_score, g.home_score, c.game_type, c.double_header
    FROM game g LEFT JOIN context c ON c.game = g.id
    LEFT JOIN (game_source i JOIN source s ON s.id = i.source AND s.name = 'mlb') ON i.game = g.id
"""


def days(shared: Path, file: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The recorded rows by date, as a run asks for them."""
    raw = (shared / "data/mlb/misc" / file).read_bytes()
    text = (lzma.decompress(raw) if file.endswith(".xz") else raw).decode()
    if ".ts" in file:  # the second of two strings in a program; its lines are comments
        text = re.findall(r"JSON\.parse\(`(.*?)`\)", re.sub("(?m)^// ?", "", text), re.DOTALL)[1]
    document = json.loads(text)
    if "dates" in document:
        yield from ((day["date"], day["games"]) for day in document["dates"])
    else:
        yield from ((row["calendarEventID"][-10:], [row]) for row in document.values())


def listed(date: str, *rows: dict[str, Any]) -> dict[str, Any]:
    return {"dates": [{"date": date, "games": rows}]}


def expected(date: str, row: dict[str, Any], clubs: dict[int, str]) -> tuple[Any, ...]:
    away, home = row["teams"]["away"], row["teams"]["home"]
    status = COME_TO[row["status"]["detailedState"]]
    begun = status in ("final", "live")
    # A postponed game's row is of its new date, and so is all that is told beside.
    told = row.get("officialDate", date) == date
    return (
        str(row["gamePk"]),
        date,
        row["gameNumber"],
        clubs[away["team"]["id"]],
        clubs[home["team"]["id"]],
        dt.datetime.fromisoformat(row["gameDate"]),
        row["status"].get("startTimeTBD", False) or bool(PLACEHOLDER.search(row["gameDate"])),
        status,
        away.get("score") if begun else None,
        home.get("score") if begun else None,
        TYPES[row["gameType"]] if told else None,
        PAIRINGS[row["doubleHeader"]] if told else None,
    )


def stored(dsn: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(dsn) as connection:
        return sorted(connection.execute(STORED).fetchall())


def games(database: Database, date: dt.date) -> list[Game]:
    with database.reading() as store:
        return store.games.between(date, date)


def reasons(database: Database) -> dict[str, str]:
    with database.reading() as store:
        return {game.external_id: game.reason for game in store.unmatched.all()}


@pytest.mark.parametrize("file", FILES)
def test_every_recorded_game_of_two_clubs_is_stored_once_and_every_other_is_reported(
    shared: Path, clubs: dict[int, str], dsn: str, database: Database, take: Take, file: str
) -> None:
    wanted, strangers = {}, {}
    for date, rows in days(shared, file):
        outcome = take("mlb", "schedule", dt.date.fromisoformat(date), listed(date, *rows))
        assert (outcome.failed, outcome.refusals) == (0, [])
        for row in rows:
            sides = [row["teams"][side]["team"]["id"] for side in ("away", "home")]
            if unknown := [id for id in sides if id not in clubs]:
                strangers[str(row["gamePk"])] = f"team '{unknown[0]}' is not known to mlb"
            else:  # a game that was put off is where it was played
                wanted[row["gamePk"]] = expected(date, row, clubs)
    assert stored(dsn) == sorted(wanted.values())
    assert reasons(database) == strangers


def test_a_day_recorded_a_second_time_makes_no_second_game(
    shared: Path, dsn: str, take: Take
) -> None:
    for file in ("reaqa766/scores_day.json.xz", "reaqa766/linescore_many.json.xz"):
        for date, rows in days(shared, file):
            outcome = take("mlb", "schedule", dt.date.fromisoformat(date), listed(date, *rows))
    assert outcome.unmatched == 0
    assert len(stored(dsn)) == 18


def test_a_tied_game_of_spring_is_final_and_keeps_both_its_scores(
    shared: Path, database: Database, take: Take
) -> None:
    date, rows = next(days(shared, "reaqa766/schedule_days.ts.xz"))
    take("mlb", "schedule", dt.date.fromisoformat(date), listed(date, *rows))
    tied = [
        game
        for game in games(database, dt.date.fromisoformat(date))
        if game.away_score == game.home_score
    ]
    assert [(g.matchup, g.away_score, g.status) for g in tied] == [("CLE @ CIN", 9, "final")]


def test_second_games_without_a_start_have_the_ids_of_the_crosswalk_and_no_other(
    recordings: Mapping[str, Any], shared: Path, database: Database, take: Take
) -> None:
    with (shared / "data/crosswalk.csv").open(encoding="utf-8") as file:
        crosswalk = {(row["list_date"], row["gamePk"]): row for row in csv.DictReader(file)}
    for date in WITHOUT_A_START:
        take("mlb", "schedule", date, {"dates": [recordings["mlb"].days[f"{date}"]]})
        take("sbr", "money-line", date, recordings["sbr"].page("money-line", f"{date}"))
        rows = recordings["action"].games[f"{date:%Y%m%d}"]
        take("action", "public-betting", date, {"games": rows})
        (second,) = (game for game in games(database, date) if game.start_tbd)
        row = crosswalk[str(date), second.ids["mlb"][0]]
        wanted = {"mlb": row["gamePk"], "sbr": row["sbr_gameId"], "action": row["an_game_id"]}
        assert second.game_number == 2
        assert second.ids == {source: (id,) if id else () for source, id in wanted.items()}


def test_spring_games_that_mlb_has_not_named_have_no_gamepk(
    recordings: Mapping[str, Any], dsn: str, take: Take
) -> None:
    spring = [date for date in recordings["action"].games if date < "20250327"]
    for date in spring:
        body = {"games": recordings["action"].games[date]}
        outcome = take("action", "public-betting", dt.date.fromisoformat(date), body)
        assert (outcome.failed, outcome.unmatched, outcome.refusals) == (0, 0, [])
    found = stored(dsn)
    assert len(found) == sum(len(recordings["action"].games[date]) for date in spring) == 314
    assert {pk for pk, *_ in found} == {None}


def test_spring_games_that_mlb_does_not_list_are_unmatched_with_that_reason(
    recordings: Mapping[str, Any], dsn: str, database: Database, take: Take
) -> None:
    date = dt.date(2025, 2, 22)
    rows = recordings["action"].games[f"{date:%Y%m%d}"]
    for _ in range(2):
        take("action", "public-betting", date, {"games": rows})
        take("mlb", "schedule", date, {"dates": []})
        assert stored(dsn) == []
        told = reasons(database)
        assert set(told) == {str(row["id"]) for row in rows}
        assert all(reason.startswith("MLB lists no") for reason in told.values())


def test_a_spring_game_of_a_club_and_a_college_is_reported_and_costs_no_other(
    database: Database, take: Take
) -> None:
    """No recording has a college: the row is made after those of spring, with an id of no club."""
    date = dt.date(2019, 2, 22)
    row = made_row(date, "S", 111, 341)
    take("mlb", "schedule", date, listed(str(date), row, made_row(date, "S", 146, 121)))
    assert [(game.away, game.home) for game in games(database, date)] == [("MIA", "NYM")]
    assert reasons(database) == {"1110341": "team '341' is not known to mlb"}


def test_the_all_star_game_has_the_ids_of_both_sources(
    recordings: Mapping[str, Any], dsn: str, database: Database, take: Take
) -> None:
    """MLB's page of it was not recorded: the row is made, Action Network's is as recorded."""
    date = dt.date(2025, 7, 15)
    row = made_row(date, "A", 159, 160) | {"gameDate": "2025-07-16T00:00:00Z"}
    for _ in range(2):
        take("action", "public-betting", date, {"games": recordings["action"].games["20250715"]})
        take("mlb", "schedule", date, listed(str(date), row))
    (game,) = games(database, date)
    assert (game.away, game.home) == ("AL", "NL")
    assert game.ids == {"mlb": ("1590160",), "action": ("257720",)}
    assert stored(dsn)[0][-2] == "all_star"


def made_row(date: dt.date, letter: str, away: int, home: int) -> dict[str, Any]:
    sides = {"away": away, "home": home}
    return {
        "gamePk": away * 10_000 + home,
        "gameType": letter,
        "season": str(date.year),
        "gameDate": f"{date}T18:05:00Z",
        "status": {"codedGameState": "S", "detailedState": "Scheduled", "statusCode": "S"},
        "teams": {side: {"team": {"id": id}} for side, id in sides.items()},
        "gameNumber": 1,
        "doubleHeader": "N",
    }
