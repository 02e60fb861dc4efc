"""The schedule's games and their status, as MLB lists them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

import pytest

from mlbcore import (
    DataError,
    Detail,
    GameStatus,
    GameType,
    IdentityError,
    Listing,
    Payload,
    Refusal,
    Request,
    Side,
    WeatherCondition,
)
from mlbcore.testing.contract import SourceContract
from mlbcore_mlb.ids import MlbIds
from mlbcore_mlb.schedule import Schedule

DAY = dt.date(2025, 7, 2)


def game(**changes: Any) -> dict[str, Any]:
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
    found = Schedule().parse(payload(*games))
    (listing,) = (item for item in found if isinstance(item, Listing))
    return listing


def detail_of(*games: object) -> Detail:
    (detail,) = (i for i in Schedule().parse(payload(*games)) if isinstance(i, Detail))
    return detail


def told(found: Iterable[object]) -> list[Listing | Refusal]:
    """What is listed and refused: details and requests left out."""
    return [item for item in found if isinstance(item, Listing | Refusal)]


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
    listing, refusal = told(Schedule().parse(payload(game(status=status("Z", "New")))))
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
    found = told(Schedule().parse(payload(game(gameDate="soon"), game())))
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


@pytest.mark.parametrize(
    ("sky", "meant"),
    [
        (("Sunny", "69", "8 mph, Out To CF"), (WeatherCondition.CLEAR, 69, 8, "Out To CF")),
        (("Roof Closed", "72", "0 mph, None"), (WeatherCondition.ROOF_CLOSED, 72, 0, None)),
        (("Dome", "72", "0 mph, Calm"), (WeatherCondition.DOME, 72, 0, None)),
        (
            ("Partly Cloudy", "101", "12 mph, L To R"),
            (WeatherCondition.PARTLY_CLOUDY, 101, 12, "L To R"),
        ),
        (("", "", "3 mph"), (WeatherCondition.UNKNOWN, None, 3, None)),
    ],
)
def test_weather_is_read_out_of_words(
    sky: tuple[str, str, str], meant: tuple[WeatherCondition, int | None, int | None, str | None]
) -> None:
    words = dict(zip(("condition", "temp", "wind"), sky, strict=True))
    weather = detail_of(game(weather=words)).weather
    assert weather is not None
    assert meant == (
        weather.condition,
        weather.temperature_f,
        weather.wind_mph,
        weather.wind_direction,
    )


def test_weather_in_words_we_do_not_know_is_unknown_and_named() -> None:
    rows = payload(game(weather={"condition": "Haze", "temp": "80"}))
    assert [r.reason for r in Schedule().parse(rows) if isinstance(r, Refusal)] == [
        "condition 'Haze' is not known"
    ]
    weather = detail_of(game(weather={"condition": "Haze", "temp": "80"})).weather
    assert weather is not None
    assert (weather.condition, weather.temperature_f) == (WeatherCondition.UNKNOWN, 80)


@pytest.mark.parametrize(
    "wrong",
    [
        {"weather": {"temp": "warm"}},
        {"weather": {"wind": "a breeze"}},
        {"weather": 3},
        {"gameType": "C"},
        {"scheduledInnings": 5},
        {"gamesInSeries": 10**9},
        {"doubleHeader": "X"},
    ],
)
def test_a_detail_that_cannot_be_read_is_refused_and_the_game_is_listed(
    wrong: dict[str, object],
) -> None:
    kept = {"gameType": "R", "season": "2025"}
    listing, refusal = told(Schedule().parse(payload(game(**(kept | wrong)))))
    assert isinstance(listing, Listing)
    assert isinstance(refusal, Refusal)
    assert refusal.record == "detail"


def test_an_exhibition_is_in_no_series() -> None:
    said = {"gameType": "E", "season": "2019", "seriesGameNumber": 0, "gamesInSeries": 0}
    context = detail_of(game(**said)).context
    assert context is not None
    assert (context.game_type, context.series_game_number, context.games_in_series) == (
        GameType.EXHIBITION,
        None,
        None,
    )


def test_probable_pitchers_start() -> None:
    teams = game()["teams"]
    teams["home"] |= {"probablePitcher": {"id": 605400, "fullName": "Aaron Nola"}}
    detail = detail_of(game(teams=teams))
    assert [(p.id, p.full_name) for p in detail.pitchers] == [(605400, "Aaron Nola")]
    assert [(s.side, s.pitcher) for s in detail.starters] == [(Side.HOME, 605400)]


def test_a_game_leads_to_its_feed_where_it_is_listed_to_be_played() -> None:
    rows = payload(game(), game(status=status("D", "Postponed")))
    (request,) = (item for item in Schedule().parse(rows) if isinstance(item, Request))
    assert (request.collector, request.date) == ("live-feed", DAY)
    assert request.path == "/api/v1.1/game/777290/feed/live"


def test_a_start_at_3_33_in_the_morning_is_a_placeholder() -> None:
    assert only(game(gameDate="2019-03-01T08:33:00Z")).start_tbd
    assert only(game(gameDate="2019-07-01T07:33:00Z")).start_tbd
    assert not only(game(gameDate="2019-07-01T23:33:00Z")).start_tbd
