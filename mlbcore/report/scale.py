"""Where a chart's axes have their marks: hours of US Eastern time, and probabilities."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator

from attrs import frozen

from mlbcore.analysis.charts import Chart
from mlbcore.models import EASTERN

HOURS = (1, 2, 3, 6, 12, 24, 48, 96, 168)
POINTS = (0.01, 0.02, 0.05, 0.1)
MOST_TICKS = 5
# A chart never magnifies less than this, in probability.
LEAST_HEIGHT = 0.04
# What openers of no known time, and marks beside one another, take of the width.
STRIP = 0.14
APART = 0.16


@frozen(kw_only=True)
class TimeScale:
    """From the first known time to the first pitch, or to the last word where it is not known.

    Before it, where there are openers without a time, a strip for them. Places are seconds.
    """

    first: dt.datetime
    last: dt.datetime
    until: dt.datetime
    openers: bool

    @property
    def width(self) -> float:
        return (self.last - self.first).total_seconds() or 1.0

    @property
    def left(self) -> float:
        if not self.openers:
            return 0.0
        return -self.width if self.first == self.last else -STRIP * self.width

    @property
    def right(self) -> float:
        return self.place(self.last)

    def place(self, at: dt.datetime | None) -> float:
        """Where an instant is drawn; None is an opener's."""
        return self.left if at is None else (at - self.first).total_seconds()

    def hours(self) -> Iterator[tuple[float, str]]:
        """Full hours to mark, and what is written there: the day at midnight."""
        step = next((h for h in HOURS if self.width / 3600 / h <= MOST_TICKS), HOURS[-1])
        begin = self.first.astimezone(EASTERN).replace(hour=0, minute=0, second=0, microsecond=0)
        for n in range(int((self.width / 3600 + 24) / step) + 2):
            at = (begin.astimezone(dt.UTC) + dt.timedelta(hours=n * step)).astimezone(EASTERN)
            room = APART * (self.right - self.left)
            if self.left + (room if self.openers else 0) <= self.place(at) <= self.right - room:
                yield self.place(at), f"{at:%b} {at.day}" if at.hour == 0 else f"{at:%H:%M}"


def time_scale(chart: Chart, until: dt.datetime) -> TimeScale | None:
    """None where no stretch has a time."""
    stretches = [
        stretch for track in chart.tracks for stretch in track.stretches if stretch.fair is not None
    ]
    timed = [stretch.at for stretch in stretches if stretch.at is not None]
    if not timed:
        return None
    ended = [stretch.until for stretch in stretches if stretch.until is not None]
    last = max(chart.start or timed[0], *timed, *ended)
    return TimeScale(
        first=min(timed),
        last=last,
        until=min(last, until) if chart.start else last,
        openers=len(timed) < len(stretches),
    )


def height(chart: Chart) -> tuple[float, float]:
    """The lowest and the highest probability of a chart, with room around them."""
    stretches = [stretch for track in chart.tracks for stretch in track.stretches]
    shown = [stretch.fair for stretch in stretches if stretch.fair is not None]
    low, high = min(shown), max(shown)
    room = max((high - low) * 0.12, (LEAST_HEIGHT - (high - low)) / 2, 0.004)
    return max(low - room, 0.0), min(high + room, 1.0)


def points(low: float, high: float) -> list[float]:
    """Round probabilities to mark between two, but for certainty: it has no price."""
    step = next((s for s in POINTS if (high - low) / s <= MOST_TICKS), POINTS[-1])
    marks = range(math.ceil(low / step), math.floor(high / step) + 1)
    return [mark for n in marks if 0 < (mark := round(n * step, 2)) < 1]
