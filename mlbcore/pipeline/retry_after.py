"""How long a source asks to be left alone."""

from __future__ import annotations

import datetime as dt
from email.utils import parsedate_to_datetime


def retry_after(text: str, now: dt.datetime) -> float | None:
    """The seconds of a Retry-After header, a number or a date; None for neither."""
    if text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.utcoffset() is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())
