"""Where, in what weather and of what kind a game is, and who starts it.

``said_at`` is when the source said so. A parser leaves it and ``game``, our id, to whoever stores.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from attrs import frozen

from mlbcore.errors import RecordError
from mlbcore.models.market import Side, Word
from mlbcore.models.time import FIRST_SEASON, LAST_SEASON, check_text

# What the columns hold.
FEW, MOST = 2**15 - 1, 2**31 - 1


class WeatherCondition(Word):
    CLEAR = "clear"
    PARTLY_CLOUDY = "partly_cloudy"
    CLOUDY = "cloudy"
    OVERCAST = "overcast"
    LIGHT_RAIN = "light_rain"
    RAIN = "rain"
    DRIZZLE = "drizzle"
    FOG = "fog"
    SNOW = "snow"
    WINDY = "windy"
    DOME = "dome"
    ROOF_CLOSED = "roof_closed"
    UNKNOWN = "unknown"


class GameType(Word):
    REGULAR = "regular"
    EXHIBITION = "exhibition"
    SPRING_TRAINING = "spring_training"
    ALL_STAR = "all_star"
    WILD_CARD = "wild_card"
    DIVISION_SERIES = "division_series"
    LEAGUE_CHAMPIONSHIP = "league_championship"
    WORLD_SERIES = "world_series"


class DoubleHeader(Word):
    NONE = "none"
    TRADITIONAL = "traditional"
    SPLIT = "split"


@frozen(kw_only=True)
class Venue:
    """A ballpark. ``id`` is MLB's; ``timezone`` is a name of the IANA database."""

    id: int
    name: str
    city: str | None = None
    state: str | None = None
    country: str | None = None
    timezone: str | None = None
    capacity: int | None = None
    surface: str | None = None
    roof_type: str | None = None
    said_at: dt.datetime | None = None

    def __attrs_post_init__(self) -> None:
        _check("id of a venue", self.id, 1, MOST)
        _check("capacity", self.capacity, 0, MOST)
        said = (self.city, self.state, self.country, self.timezone, self.surface, self.roof_type)
        check_text(self.name, *(text for text in said if text is not None))
        if not self.name:
            raise RecordError("a venue without a name")


@frozen(kw_only=True)
class Weather:
    """``wind_direction`` is by the field, as MLB says it: Out To CF. Humidity is 0 to 100."""

    condition: WeatherCondition
    game: int | None = None
    temperature_f: int | None = None
    wind_mph: int | None = None
    wind_direction: str | None = None
    humidity_percent: int | None = None
    said_at: dt.datetime | None = None

    def __attrs_post_init__(self) -> None:
        _check("temperature", self.temperature_f, -20, 120)
        _check("wind", self.wind_mph, 0, 100)
        _check("humidity", self.humidity_percent, 0, 100)
        check_text(self.wind_direction or "")


@frozen(kw_only=True)
class Pitcher:
    """``id`` is MLB's; ``throws`` is L, R, or S for both."""

    id: int
    full_name: str
    throws: str | None = None
    said_at: dt.datetime | None = None

    def __attrs_post_init__(self) -> None:
        _check("id of a pitcher", self.id, 1, MOST)
        check_text(self.full_name)
        if not self.full_name or self.throws not in (None, "L", "R", "S"):
            raise RecordError(f"a pitcher {self.full_name!r} who throws {self.throws!r}")


@frozen(kw_only=True)
class Starter:
    """Who starts for a side of a game, with his figures as they stood before it."""

    side: Side
    pitcher: int
    game: int | None = None
    era: Decimal | None = None
    wins: int | None = None
    losses: int | None = None
    said_at: dt.datetime | None = None

    def __attrs_post_init__(self) -> None:
        if self.side not in (Side.AWAY, Side.HOME):
            raise RecordError(f"a starter of side {self.side}")


@frozen(kw_only=True)
class Context:
    """What kind of game it is.

    ``duration_minutes``, ``attendance`` and ``innings``, how many were played, come after it.
    """

    game_type: GameType
    season: int
    double_header: DoubleHeader
    game: int | None = None
    series_description: str | None = None
    series_game_number: int | None = None
    games_in_series: int | None = None
    scheduled_innings: int | None = None
    day_night: str | None = None
    if_necessary: bool = False
    attendance: int | None = None
    duration_minutes: int | None = None
    innings: int | None = None
    said_at: dt.datetime | None = None

    def __attrs_post_init__(self) -> None:
        _check("season", self.season, FIRST_SEASON, LAST_SEASON)
        _check("attendance", self.attendance, 0, MOST)
        _check("duration", self.duration_minutes, 0, FEW)
        _check("innings", self.innings, 0, FEW)
        _check("number in the series", self.series_game_number, 1, FEW)
        _check("games in the series", self.games_in_series, 1, FEW)
        check_text(self.series_description or "")
        if self.scheduled_innings not in (None, 7, 9):
            raise RecordError(f"a game of {self.scheduled_innings} innings")
        if self.day_night not in (None, "day", "night"):
            raise RecordError(f"a game by {self.day_night!r}")


def _check(name: str, value: int | None, low: int, high: int) -> None:
    if value is not None and not low <= value <= high:
        raise RecordError(f"{name} of {value}")
