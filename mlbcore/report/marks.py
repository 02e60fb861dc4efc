"""What is drawn of a chart: lines and dots, each by the classes of the style sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from attrs import frozen

from mlbcore.analysis.charts import Chart, Step, Track
from mlbcore.report.scale import TimeScale
from mlbcore.report.words import book_name, day_and_clock, number, probability, signed

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
) -> list[Mark]:
    """Everything that is drawn between two probabilities, what lies on top last."""
    every = [*_frame(chart, scale, *height)]
    for track in chart.tracks:
        every += _track(track, chart, who, scale, colour[track.book])
    every.append(_line_changes(chart, scale))
    return [mark for mark in every if mark.values]


def _frame(chart: Chart, scale: TimeScale, low: float, high: float) -> Iterator[Mark]:
    """Even money, and the first pitch."""
    if low < EVEN < high:
        yield Mark(classes="even", values=[(scale.left, EVEN), (scale.right, EVEN)])
    if chart.start:
        yield Mark(classes="pitch", values=[(scale.right, low), (scale.right, high)])


def _track(track: Track, chart: Chart, who: str, scale: TimeScale, colour: str) -> Iterator[Mark]:
    name = NOT_XML.sub("\ufffd", book_name(track.book))
    timed = [step for step in track.steps if step.at is not None]
    openers = [step for step in track.steps if step.at is None]
    dots = {
        kind: [
            {"value": (scale.place(step.at), step.fair), "tooltip": _told(name, chart, who, step)}
            for step in steps
            if step.fair is not None
        ]
        for kind, steps in (("ticks", timed), ("opener", openers))
    }
    yield Mark(classes=f"{colour} track", values=_held(timed, scale), title=name)
    yield Mark(classes=f"{colour} unknown", values=_since_opener(track, scale))
    for kind, values in dots.items():
        yield Mark(classes=f"{colour} {kind}", values=values, dots=True)


def _held(steps: Sequence[Step], scale: TimeScale) -> list[Any]:
    """Each price until the next, the last until the end; a gap where it cannot be told."""
    values: list[Any] = []
    for step, after in pairwise([*steps, None]):
        assert step is not None, "only the last is None"
        if step.fair is None:
            values.append(None)
        else:
            end = scale.place(after.at if after else scale.until)
            values += [(scale.place(step.at), step.fair), (end, step.fair)]
    return values


def _since_opener(track: Track, scale: TimeScale) -> list[Any]:
    """From an opener to the first price of a known time: when it moved in between nobody says."""
    ends = track.steps[:2]
    if len(ends) < 2 or ends[0].at is not None or None in (ends[0].fair, ends[1].fair):
        return []
    return [(scale.place(step.at), step.fair) for step in ends]


def _told(name: str, chart: Chart, who: str, step: Step) -> str:
    """A step in words: who showed which prices when, and what that makes of the chart's bet."""
    when = day_and_clock(step.at) if step.at else "opener, time not given"
    line = number(step.line, chart.side)
    bet = f"{who} {line}".strip()
    prices = f"{bet} {signed(step.price)}, other side {signed(step.other_price)}"
    drawn = f"{probability(step.fair)} no-vig"
    if step.line != chart.line:
        drawn += f" at {number(chart.line, chart.side)}"
    return f"{name} · {when} · {prices} · {drawn}"


def _line_changes(chart: Chart, scale: TimeScale) -> Mark:
    """What each line is called where a book first showed it."""
    first: dict[float, Step] = {}
    steps = [step for track in chart.tracks for step in track.steps]
    for step in sorted(steps, key=lambda step: scale.place(step.at)):
        if step.fair is not None and step.line is not None:
            first.setdefault(step.line, step)
    values = [
        {
            "value": (scale.place(step.at), step.fair),
            "label": number(line, chart.side) + (" key" if line in chart.key_numbers else ""),
        }
        for line, step in first.items()
    ]
    return Mark(classes="line-change", values=values, dots=True)
