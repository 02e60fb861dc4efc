"""What a game's live feed says of it."""

from __future__ import annotations

import datetime as dt
import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from mlbcore import (
    Context,
    DataError,
    Detail,
    DoubleHeader,
    GameType,
    Payload,
    Pitcher,
    Refusal,
    Side,
    Starter,
    Venue,
    Weather,
    WeatherCondition,
)
from mlbcore.testing.contract import SourceContract
from mlbcore_mlb.feed import LiveFeed
from mlbcore_mlb.ids import MlbIds


def feed(**changes: Any) -> dict[str, Any]:
    """A feed before its game; ``changes`` replace parts of its gameData."""
    data = {
        "game": {"pk": 777290, "type": "R", "season": "2025", "doubleHeader": "S"},
        "datetime": {"dayNight": "night"},
        "status": {"codedGameState": "P", "detailedState": "Pre-Game", "statusCode": "P"},
        "venue": {"id": 2681, "name": "Citizens Bank Park", "location": {"city": "Philadelphia"}},
        "weather": {"condition": "Cloudy", "temp": "84", "wind": "5 mph, In From LF"},
        "probablePitchers": {"home": {"id": 605400, "fullName": "Aaron Nola"}},
        "players": {
            "ID605400": {"id": 605400, "fullName": "Aaron Nola", "pitchHand": {"code": "R"}}
        },
    }
    live = {"linescore": {"scheduledInnings": 9}, "boxscore": {"teams": {"away": {}, "home": {}}}}
    return {"gamePk": 777290, "gameData": data | changes, "liveData": live}


def page(body: object) -> Payload:
    return Payload(
        source="mlb",
        collector="live-feed",
        date=dt.date(2025, 7, 2),
        url="https://statsapi.mlb.com/api/v1.1/game/777290/feed/live",
        fetched_at=dt.datetime(2025, 7, 2, 20, tzinfo=dt.UTC),
        body=body if isinstance(body, bytes) else json.dumps(body).encode(),
    )


class TestContract(SourceContract):
    collector = LiveFeed()
    mapper = MlbIds()
    payload = page(feed())
    fed = True


def test_the_recorded_feed_says_all_it_says(shared: Path) -> None:
    raw = (shared / "data/mlb/misc/pydantic/livefeed.json.xz").read_bytes()
    assert list(LiveFeed().parse(page(lzma.decompress(raw)))) == [
        Detail(
            external_id="744914",
            venue=Venue(
                id=14,
                name="Rogers Centre",
                city="Toronto",
                state="Ontario",
                country="Canada",
                timezone="America/Toronto",
                capacity=49282,
                surface="Artificial Turf",
                roof_type="Retractable",
            ),
            weather=Weather(
                condition=WeatherCondition.CLEAR,
                temperature_f=69,
                wind_mph=8,
                wind_direction="Out To CF",
            ),
            context=Context(
                game_type=GameType.REGULAR,
                season=2024,
                double_header=DoubleHeader.NONE,
                scheduled_innings=9,
                day_night="day",
                attendance=39265,
                duration_minutes=136,
                innings=9,
            ),
            pitchers=(
                Pitcher(id=686613, full_name="Hunter Brown", throws="R"),
                Pitcher(id=684320, full_name="Yariel Rodríguez", throws="R"),
            ),
            starters=(
                Starter(side=Side.AWAY, pitcher=686613),
                Starter(side=Side.HOME, pitcher=684320),
            ),
        )
    ]


def test_who_pitched_first_started_whoever_was_going_to() -> None:
    body = feed(players={"ID1": {"id": 1, "fullName": "An Opener", "pitchHand": {"code": "L"}}})
    body["liveData"]["boxscore"]["teams"]["home"] = {"pitchers": [1, 605400]}
    (detail,) = LiveFeed().parse(page(body))
    assert isinstance(detail, Detail)
    assert detail.starters == (Starter(side=Side.HOME, pitcher=1),)


def test_a_condition_that_is_not_known_is_named() -> None:
    detail, refusal = LiveFeed().parse(page(feed(weather={"condition": "Haze"})))
    assert isinstance(detail, Detail)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "condition 'Haze' is not known"


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", feed(game={"type": "C", "season": "1"})])
def test_what_is_no_feed_is_a_data_error(body: object) -> None:
    with pytest.raises(DataError):
        list(LiveFeed().parse(page(body)))
