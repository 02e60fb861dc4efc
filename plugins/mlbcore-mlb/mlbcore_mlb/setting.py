"""Where, in what weather and of what kind a game is, and who starts it, from MLB's own words."""

from __future__ import annotations

import re
from functools import lru_cache

from mlbcore import (
    DoubleHeader,
    GameType,
    Pitcher,
    RecordError,
    Side,
    Starter,
    Venue,
    Weather,
    WeatherCondition,
)
from mlbcore_mlb.wire import Field, Location, Park, Person, Sky, Zone

# C, P and N (championship, playoffs, nineteenth century) are no certain type of ours.
GAME_TYPES = {
    "R": GameType.REGULAR,
    "E": GameType.EXHIBITION,
    "I": GameType.EXHIBITION,
    "S": GameType.SPRING_TRAINING,
    "A": GameType.ALL_STAR,
    "F": GameType.WILD_CARD,
    "D": GameType.DIVISION_SERIES,
    "L": GameType.LEAGUE_CHAMPIONSHIP,
    "W": GameType.WORLD_SERIES,
}
DOUBLE_HEADERS = {
    "N": DoubleHeader.NONE,
    "Y": DoubleHeader.TRADITIONAL,
    "S": DoubleHeader.SPLIT,
}
CONDITIONS = {
    "clear": WeatherCondition.CLEAR,
    "sunny": WeatherCondition.CLEAR,
    "partly cloudy": WeatherCondition.PARTLY_CLOUDY,
    "cloudy": WeatherCondition.CLOUDY,
    "overcast": WeatherCondition.OVERCAST,
    "light rain": WeatherCondition.LIGHT_RAIN,
    "rain": WeatherCondition.RAIN,
    "drizzle": WeatherCondition.DRIZZLE,
    "fog": WeatherCondition.FOG,
    "snow": WeatherCondition.SNOW,
    "windy": WeatherCondition.WINDY,
    "dome": WeatherCondition.DOME,
    "roof closed": WeatherCondition.ROOF_CLOSED,
}
# Games are alike in most of this, and making a record takes longer than reading it.
ALIKE = 1024
WIND = re.compile(r"([0-9]{1,3}) mph(?:, (.+))?")
NO_PLACE, NO_ZONE, NO_FIELD = Location(), Zone(), Field()
NO_DIRECTION = ("none", "calm")


def game_type(letter: str) -> GameType:
    """Raises RecordError for a letter that is none of ours."""
    if letter not in GAME_TYPES:
        raise RecordError(f"game type {letter!r} is not known")
    return GAME_TYPES[letter]


def double_header(letter: str) -> DoubleHeader:
    """Raises RecordError for a letter that is not known."""
    if letter not in DOUBLE_HEADERS:
        raise RecordError(f"double header {letter!r} is not known")
    return DOUBLE_HEADERS[letter]


def season(year: str) -> int:
    """Raises RecordError for what is no year."""
    if not re.fullmatch("[0-9]{4}", year):
        raise RecordError(f"season {year!r} is no year")
    return int(year)


@lru_cache(ALIKE)
def venue(park: Park | None) -> Venue | None:
    if park is None or park.id is None or not park.name:
        return None
    place, zone = park.location or NO_PLACE, park.timeZone or NO_ZONE
    field = park.fieldInfo or NO_FIELD
    return Venue(
        id=park.id,
        name=park.name,
        city=place.city,
        state=place.state,
        country=place.country,
        timezone=zone.id,
        capacity=field.capacity,
        surface=field.turfType,
        roof_type=field.roofType,
    )


def weather(sky: Sky | None) -> Weather | None:
    """None where nothing is said, as before a game. Raises RecordError for no weather at all."""
    if sky is None or not (sky.condition or sky.temp or sky.wind):
        return None
    speed, direction = _wind(sky.wind)
    return Weather(
        condition=CONDITIONS.get(sky.condition.lower(), WeatherCondition.UNKNOWN),
        temperature_f=_degrees(sky.temp),
        wind_mph=speed,
        wind_direction=direction,
    )


def unknown_condition(sky: Sky | None) -> str | None:
    """The words for a condition that is none we know."""
    known = sky is None or not sky.condition or sky.condition.lower() in CONDITIONS
    return None if known or sky is None else sky.condition


def pitcher(person: Person) -> Pitcher | None:
    """None where he has no name."""
    if not person.fullName:
        return None
    throws = person.pitchHand.code if person.pitchHand else None
    return Pitcher(id=person.id, full_name=person.fullName, throws=throws)


def starting(
    away: Person | None, home: Person | None
) -> tuple[tuple[Pitcher, ...], tuple[Starter, ...]]:
    """The starters of both sides, as far as they are named."""
    sides = ((Side.AWAY, away), (Side.HOME, home))
    named = [(side, said) for side, person in sides if person and (said := pitcher(person))]
    starters = (Starter(side=side, pitcher=said.id) for side, said in named)
    return tuple(said for _, said in named), tuple(starters)


def _degrees(words: str) -> int | None:
    if not words:
        return None
    if not re.fullmatch("-?[0-9]{1,3}", words):
        raise RecordError(f"temperature {words!r} is no number")
    return int(words)


def _wind(words: str) -> tuple[int | None, str | None]:
    if not words:
        return None, None
    match = WIND.fullmatch(words)
    if match is None:
        raise RecordError(f"wind {words!r} is no speed and direction")
    direction = match[2]
    blows = direction is not None and direction.lower() not in NO_DIRECTION
    return int(match[1]), direction if blows else None
