"""Where, in what weather and of what kind a game is, and who starts it.

``said_at`` is when the source said so. A parser leaves it and ``game``, our id, to whoever stores.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from attrs import frozen

from mlbcore.errors import RecordError
from mlbcore.models.market import Side, Word


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


@frozen(kw_only=True)
class Pitcher:
    """``id`` is MLB's; ``throws`` is L, R, or S for both."""

    id: int
    full_name: str
    throws: str | None = None
    said_at: dt.datetime | None = None


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
