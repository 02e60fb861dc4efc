"""What is drawn of a chart: lines and dots, each by the classes of the style sheet."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from mlbcore.analysis.charts import Chart, Stretch, Track
from mlbcore.report.scale import TimeScale
from mlbcore.report.words import book_name, day_and_clock, line_name, probability, signed

# What XML 1.0 cannot hold, not even escaped.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
EVEN = 0.5


@frozen(kw_only=True)
class Mark:
    """Points (as pygal takes them) that are drawn as one line, or as dots."""

    classes: str
    values: Sequence[Any]
    title: str | None = None
    dots: bool = False


def marks_of(
    chart: Chart,
    who: str,
    scale: TimeScale,
    height: tuple[float, float],
    colour: Mapping[str, str],
    *,
    every_price: bool,
) -> list[Mark]:
    """Everything that is drawn between two probabilities, what lies on top last.

    A dot is drawn of every price with a time, or of a book's last only.
    """
    every = [*_frame(chart, scale, *height)]
    for track in chart.tracks:
        timed = [stretch for stretch in track.stretches if stretch.at is not None]
        every += _lines(track, timed, scale, colour[track.book])
        every += _dots(track, timed if every_price else timed[-1:], chart, who, scale, colour)
    every.append(_line_changes(chart, scale))
    return [mark for mark in every if mark.values]


def _frame(chart: Chart, scale: TimeScale, low: float, high: float) -> Iterator[Mark]:
    """Even money, and the first pitch."""
    if low < EVEN < high:
        yield Mark(classes="even", values=[(scale.left, EVEN), (scale.right, EVEN)])
    if chart.start:
        yield Mark(classes="pitch", values=[(scale.right, low), (scale.right, high)])


def _lines(track: Track, timed: Sequence[Stretch], scale: TimeScale, colour: str) -> Iterator[Mark]:
    yield Mark(classes=f"{colour} track", values=_held(timed, scale), title=_name(track))
    yield Mark(classes=f"{colour} unknown", values=_since_opener(track, scale))


def _dots(
    track: Track,
    timed: Sequence[Stretch],
    chart: Chart,
    who: str,
    scale: TimeScale,
    colour: Mapping[str, str],
) -> Iterator[Mark]:
    openers = [stretch for stretch in track.stretches if stretch.at is None]
    for kind, stretches in (("ticks", timed), ("opener", openers)):
        values = [
            {
                "value": (scale.place(stretch.at), stretch.fair),
                "tooltip": _told(track, stretch, chart, who),
            }
            for stretch in stretches
            if stretch.fair is not None
        ]
        yield Mark(classes=f"{colour[track.book]} {kind}", values=values, dots=True)


def _name(track: Track) -> str:
    return NOT_XML.sub("\ufffd", book_name(track.book))


def _held(stretches: Sequence[Stretch], scale: TimeScale) -> list[Any]:
    """Each price until the book says another; a gap where it cannot be told, or shows none."""
    values: list[Any] = []
    ended: dt.datetime | None = None
    for stretch in stretches:
        if stretch.fair is None or (values and stretch.at != ended):
            values.append(None)
        if stretch.fair is not None:
            places = (scale.place(at) for at in (stretch.at, stretch.until or scale.until))
            values += [(place, stretch.fair) for place in places]
        ended = stretch.until
    return values


def _since_opener(track: Track, scale: TimeScale) -> list[Any]:
    """From an opener to the first price of a known time: when it moved in between nobody says."""
    ends = track.stretches[:2]
    if len(ends) < 2 or ends[0].at is not None or None in (ends[0].fair, ends[1].fair):
        return []
    return [(scale.place(stretch.at), stretch.fair) for stretch in ends]


def _told(track: Track, stretch: Stretch, chart: Chart, who: str) -> str:
    """A stretch in words: who showed which prices when, and what that makes of the chart's bet."""
    when = day_and_clock(stretch.at) if stretch.at else "opener, time not given"
    line = line_name(stretch.line, chart.side)
    bet = f"{who} {line}".strip()
    prices = f"{bet} {signed(stretch.price)}, other side {signed(stretch.other_price)}"
    drawn = f"{probability(stretch.fair)} no-vig"
    if stretch.line != chart.line:
        drawn += f" at {line_name(chart.line, chart.side)}"
    return f"{_name(track)} · {when} · {prices} · {drawn}"


def _line_changes(chart: Chart, scale: TimeScale) -> Mark:
    """What each line is called where a book first showed it."""
    first: dict[float, Stretch] = {}
    stretches = [stretch for track in chart.tracks for stretch in track.stretches]
    for stretch in sorted(stretches, key=lambda stretch: scale.place(stretch.at)):
        if stretch.fair is not None and stretch.line is not None:
            first.setdefault(stretch.line, stretch)
    values = [
        {
            "value": (scale.place(stretch.at), stretch.fair),
            "label": line_name(line, chart.side) + (" key" if line in chart.key_numbers else ""),
        }
        for line, stretch in first.items()
    ]
    return Mark(classes="line-change", values=values, dots=True)
