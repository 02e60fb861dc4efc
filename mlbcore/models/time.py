"""Instants and slate dates."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from mlbcore.errors import RecordError

EASTERN = ZoneInfo("America/New_York")


def check_aware(name: str, instant: dt.datetime) -> None:
    """Raise RecordError for an instant that has no time zone."""
    if instant.utcoffset() is None:
        raise RecordError(f"{name} has no time zone: {instant.isoformat()}")


def slate_date(start: dt.datetime) -> dt.date:
    """The US Eastern date of an aware instant. Raises RecordError for a naive one."""
    check_aware("start", start)
    return start.astimezone(EASTERN).date()
