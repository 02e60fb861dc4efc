"""The schedule's games and their status, as MLB lists them."""

from __future__ import annotations

import datetime as dt
import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from mlbcore import DataError, GameStatus, IdentityError, Listing, Payload, Refusal
from mlbcore.testing.contract import SourceContract
from mlbcore_mlb.ids import MlbIds
from mlbcore_mlb.schedule import Schedule

DAY = dt.date(2025, 7, 2)


def game(**changes: object) -> dict[str, Any]:
    """A finished game as it is listed; ``changes`` replace what stands at the top."""
    return {
        "gamePk": 777290,
        "gameType": "R",
        "gameDate": "2025-07-02T22:15:00Z",
        "officialDate": "2025-07-02",
        "status": {"codedGameState": "F", "detailedState": "Final", "statusCode": "F"},
        "teams": {
            "away": {"team": {"id": 135, "name": "San Diego Padres"}, "score": 1},
            "home": {"team": {"id": 143, "name": "Philadelphia Phillies"}, "score": 5},
        },
        "venue": {"id": 2681, "name": "Citizens Bank Park"},
        "doubleHeader": "S",
        "gameNumber": 2,
    } | changes


def status(coded: str, detailed: str = "") -> dict[str, str]:
    return {"codedGameState": coded, "detailedState": detailed, "abstractGameState": "Final"}


def payload(*games: object, body: bytes | None = None) -> Payload:
    document = {"copyright": "", "dates": [{"date": DAY.isoformat(), "games": games}]}
    return Payload(
        source="mlb",
        collector="schedule",
        date=DAY,
        url="https://statsapi.mlb.com/api/v1/schedule",
        fetched_at=dt.datetime(2025, 7, 3, 12, tzinfo=dt.UTC),
        body=json.dumps(document).encode() if body is None else body,
    )


def only(*games: object) -> Listing:
    (listing,) = Schedule().parse(payload(*games))
    assert isinstance(listing, Listing)
    return listing


class TestContract(SourceContract):
    collector = Schedule()
    mapper = MlbIds()
    payload = payload(game(), game(gamePk=777273, gameNumber=1))


def test_a_game_is_listed_with_what_mlb_says_of_it() -> None:
    assert only(game()) == Listing(
        external_id="777290",
        away="135",
        home="143",
        dates=(DAY,),
        start=dt.datetime(2025, 7, 2, 22, 15, tzinfo=dt.UTC),
        game_number=2,
        status=GameStatus.FINAL,
        venue="Citizens Bank Park",
        away_score=1,
        home_score=5,
    )


@pytest.mark.parametrize(
    ("coded", "detailed", "meant"),
    [
        ("S", "Scheduled", GameStatus.SCHEDULED),
        ("P", "Pre-Game", GameStatus.SCHEDULED),
        ("P", "Delayed Start: Rain", GameStatus.DELAYED),
        ("I", "In Progress", GameStatus.LIVE),
        ("I", "Delayed: Rain", GameStatus.DELAYED),
        ("F", "Final", GameStatus.FINAL),
        ("F", "Final: Tied", GameStatus.FINAL),
        ("F", "Completed Early: Rain", GameStatus.FINAL),
        ("O", "Game Over", GameStatus.FINAL),
        ("D", "Postponed", GameStatus.POSTPONED),
        ("C", "Cancelled", GameStatus.CANCELLED),
        ("U", "Suspended: Rain", GameStatus.SUSPENDED),
        ("T", "Suspended: Rain", GameStatus.SUSPENDED),
    ],
)
def test_status_is_decided_by_the_coded_and_detailed_state(
    coded: str, detailed: str, meant: GameStatus
) -> None:
    assert only(game(status=status(coded, detailed))).status is meant


def test_an_unknown_status_is_reported_and_the_game_kept() -> None:
    listing, refusal = Schedule().parse(payload(game(status=status("Z", "New"))))
    assert isinstance(listing, Listing)
    assert listing.status is None
    assert isinstance(refusal, Refusal)
    assert "'Z New'" in refusal.reason


@pytest.mark.parametrize("coded", ["S", "D", "C"])
def test_a_game_that_was_not_played_has_no_score(coded: str) -> None:
    assert only(game(status=status(coded))).away_score is None


def test_a_game_stopped_on_its_way_keeps_its_score_and_one_that_waits_has_none() -> None:
    assert only(game(status=status("I", "Delayed: Rain"))).away_score == 1
    assert only(game(status=status("P", "Delayed Start: Rain"))).away_score is None


def test_the_status_code_stands_in_for_a_coded_state() -> None:
    listed = {"statusCode": "DR", "detailedState": "Postponed", "abstractGameState": "Final"}
    assert only(game(status=listed)).status is GameStatus.POSTPONED


def test_a_game_listed_on_two_dates_is_listed_on_each_of_them() -> None:
    rows = [
        {"date": "2024-06-26", "games": [game(officialDate="2024-06-26")]},
        {"date": "2024-08-26", "games": [game(officialDate="2024-06-26")]},
    ]
    found = list(Schedule().parse(payload(body=json.dumps({"dates": rows}).encode())))
    mapped = [MlbIds().game(item) for item in found if isinstance(item, Listing)]
    assert [(m.external_id, m.dates) for m in mapped] == [
        ("777290", (dt.date(2024, 6, 26),)),
        ("777290", (dt.date(2024, 8, 26),)),
    ]


def test_a_postponed_row_is_met_where_it_is_listed_not_where_it_went() -> None:
    row = game(officialDate="2025-08-09", status=status("D", "Postponed"))
    listing = only(row)
    assert (listing.dates, listing.status) == ((DAY,), GameStatus.POSTPONED)


def test_half_a_score_is_none() -> None:
    teams = game()["teams"] | {"away": {"team": {"id": 135}}}
    assert only(game(teams=teams)).home_score is None


def test_a_placeholder_start_is_marked() -> None:
    assert only(game(status=status("F") | {"startTimeTBD": True})).start_tbd


def test_payloads_of_earlier_years_lack_keys_and_are_read_all_the_same() -> None:
    old = {key: value for key, value in game().items() if key not in ("venue", "gameNumber")}
    assert only(old).game_number == 1


def test_a_game_that_cannot_be_read_costs_no_other() -> None:
    found = list(Schedule().parse(payload(game(gameDate="soon"), game())))
    assert [type(item) for item in found] == [Refusal, Listing]
    assert [item.external_id for item in found if isinstance(item, Refusal)] == ["777290"]


def test_a_day_without_games_is_no_error() -> None:
    assert list(Schedule().parse(payload(body=b'{"dates":[]}'))) == []


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"messageNumber":10,"message":"Object not found"}', b"[" * 100_000]
)
def test_what_is_no_schedule_is_a_data_error(body: bytes) -> None:
    with pytest.raises(DataError):
        list(Schedule().parse(payload(body=body)))


def test_teams_go_by_their_ids_alone() -> None:
    mapper = MlbIds()
    assert (mapper.team("133"), mapper.team("109"), mapper.team("145")) == ("ATH", "AZ", "CWS")
    with pytest.raises(IdentityError, match="Athletics"):
        mapper.team("Athletics")


def test_ids_may_be_numbers_and_the_all_stars_are_two_teams() -> None:
    mapper = MlbIds()
    assert [mapper.team(133), mapper.team("159"), mapper.team(160)] == ["ATH", "AL", "NL"]


def test_every_recorded_day_is_read_whole(shared: Path) -> None:
    season = json.loads(lzma.decompress((shared / "data/mlb/schedule/2025.json.xz").read_bytes()))
    mapper = MlbIds()
    for day in season["dates"]:
        found = list(Schedule().parse(payload(body=json.dumps({"dates": [day]}).encode())))
        assert len(found) == len(day["games"])
        for listing, listed in zip(found, day["games"], strict=True):
            assert isinstance(listing, Listing)
            assert listing.external_id == str(listed["gamePk"])
            assert listing.away_score == listed["teams"]["away"].get("score")
            assert mapper.game(listing).dates == (dt.date.fromisoformat(day["date"]),)


@pytest.mark.parametrize("file", ["schedule_games.json", "schedule_range.json.xz"])
def test_recorded_payloads_of_2018_and_2019_are_read(shared: Path, file: str) -> None:
    raw = (shared / "data/mlb/misc/reaqa766" / file).read_bytes()
    body = lzma.decompress(raw) if file.endswith(".xz") else raw
    document = json.loads(body)
    if "dates" not in document:
        pytest.skip(f"{file} is no whole answer")
    found = list(Schedule().parse(payload(body=body)))
    assert len(found) == sum(len(day["games"]) for day in document["dates"])
    assert all(isinstance(item, Listing) for item in found)
