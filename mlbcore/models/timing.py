"""How long before the first pitch."""

from __future__ import annotations

import datetime as dt

from mlbcore.models.market import Word


class TimingClass(Word):
    STARTED = "started"
    ULTRA_LATE = "ultra_late"
    CLOSING_HOUR = "closing_hour"
    CLOSING_2H = "closing_2h"
    LATE_AFTERNOON = "late_afternoon"
    LATE_6H = "late_6h"
    SAME_DAY = "same_day"
    EARLY_24H = "early_24h"
    OPENING_48H = "opening_48h"
    VERY_EARLY = "very_early"


MINUTES = (
    (30, TimingClass.ULTRA_LATE),
    (60, TimingClass.CLOSING_HOUR),
    (120, TimingClass.CLOSING_2H),
    (240, TimingClass.LATE_AFTERNOON),
    (360, TimingClass.LATE_6H),
    (720, TimingClass.SAME_DAY),
    (1440, TimingClass.EARLY_24H),
    (2880, TimingClass.OPENING_48H),
)


def timing_class(at: dt.datetime, start: dt.datetime) -> TimingClass:
    """The class of an instant before a start; a game that has started is in one of its own."""
    minutes = (start - at) / dt.timedelta(minutes=1)
    if minutes < 0:
        return TimingClass.STARTED
    return next((name for end, name in MINUTES if minutes <= end), TimingClass.VERY_EARLY)
