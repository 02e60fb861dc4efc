"""How a value of the predecessor's settings is written here."""

from __future__ import annotations

import re

POSTGRES = ("postgresql", "postgres")
TRUE, FALSE = frozenset({"true", "1", "yes", "on"}), frozenset({"false", "0", "no", "off"})
LARGEST = 1e15


class UnfitError(ValueError):
    """It is no value of this setting: what it says is never the value."""


def as_text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UnfitError("no text")
    return str(value)


def as_flag(value: object) -> bool:
    said = str(value).lower()
    if said not in TRUE | FALSE:
        raise UnfitError("neither true nor false")
    return said in TRUE


def as_amount(value: object) -> float:
    """A number, also as text."""
    try:
        found = float(as_text(value))
    except ValueError as error:
        raise UnfitError("no number") from error
    if not -LARGEST < found < LARGEST:
        raise UnfitError("no number there is")
    return found


def as_whole(value: object) -> int:
    found = as_amount(value)
    if found != int(found):
        raise UnfitError("no whole number")
    return int(found)


def upper(value: object) -> str:
    return as_text(value).upper()


def host(value: object) -> str:
    """The base of a URL: requests bring their path."""
    scheme, mark, rest = as_text(value).partition("://")
    place = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if not mark or not scheme or not place:
        raise UnfitError("no URL")
    return f"{scheme}://{place}"


def postgres_url(value: object) -> str:
    """A URL of PostgreSQL, without the driver that another library wants named."""
    scheme, mark, rest = as_text(value).partition("://")
    if not mark or scheme.partition("+")[0] not in POSTGRES:
        raise UnfitError("no URL of PostgreSQL")
    return f"postgresql://{rest}"


def one_url(value: object) -> list[str]:
    return [postgres_url(value)]


def requests_a_second(count: object, seconds: object) -> float:
    """Requests a second."""
    over = as_amount(seconds)
    if over <= 0 or as_amount(count) <= 0:
        raise UnfitError("no rate")
    return round(as_amount(count) / over, 6)


def in_bytes(megabytes: object) -> int:
    return round(as_amount(megabytes) * 1024**2)


def text_or_json(value: object) -> str:
    return "json" if as_flag(value) else "text"
