"""Instants and slate dates."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from mlbcore.errors import RecordError

UTC = dt.UTC
EASTERN = ZoneInfo("America/New_York")
FIRST_SEASON, LAST_SEASON = 1876, 2200


def check_aware(name: str, instant: dt.datetime) -> None:
    """Raise RecordError for an instant that has no time zone."""
    # Most are in UTC, whose offset need not be asked for.
    if instant.tzinfo is not UTC and instant.utcoffset() is None:
        raise RecordError(f"{name} has no time zone: {instant.isoformat()}")


def check_year(instant: dt.datetime) -> None:
    """Raise RecordError for an instant before or long after there is any baseball."""
    if not FIRST_SEASON <= instant.year <= LAST_SEASON:
        raise RecordError(f"{instant.isoformat()} is not of any season")


def check_text(*texts: str) -> None:
    """Raise RecordError for a NUL, which no database keeps in text."""
    for text in texts:
        if "\x00" in text:
            raise RecordError(f"a NUL in {text!r}")


def slate_date(start: dt.datetime) -> dt.date:
    """The US Eastern date of an aware instant. Raises RecordError for a naive one."""
    check_aware("start", start)
    return start.astimezone(EASTERN).date()
