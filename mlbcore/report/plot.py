"""A chart as SVG: text is text, the style sheet gives the colours, nothing runs or is fetched."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from xml.etree.ElementTree import Element

import pygal
from attrs import frozen
from pygal.style import Style

from mlbcore.analysis.charts import Chart
from mlbcore.models import is_bettable
from mlbcore.report.marks import Mark, marks_of
from mlbcore.report.scale import TimeScale, height, points, time_scale
from mlbcore.report.words import (
    fair_price,
    line_name,
    time_of_day,
)

COLOURS = 10
LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}")
COORDINATES = ("d", "x", "y", "cx", "cy", "width", "height")


@frozen(kw_only=True)
class Form:
    """How a chart stands: on a page that styles it, or with ``style`` and ``title`` of its own.

    Its size is in the units of the drawing, in which text is 12 high. Each price with a time is a
    dot that tells it, or only a book's last, which is a tenth of the size.
    """

    width: int
    height: int
    every_price: bool = True
    title: str | None = None
    style: str = ""


def colours(books: Iterable[str]) -> dict[str, str]:
    """The classes of the style sheet that each book is drawn by."""
    every = sorted(set(books))
    own = [book for book in every if is_bettable(book)]
    return dict.fromkeys(every, "market") | {
        book: f"book-{n % COLOURS}" + (" dashed" if n >= COLOURS else "")
        for n, book in enumerate(own)
    }


def plot(
    chart: Chart, who: str, until: dt.datetime, colour: Mapping[str, str], form: Form
) -> str | None:
    """The chart until an aware instant; None where no book moved, or no price has a time.

    ``who`` is what its side is called.
    """
    scale = time_scale(chart, until)
    if scale is None or not chart.moved:
        return None
    low, high = height(chart)
    marks = marks_of(chart, who, scale, (low, high), colour, every_price=form.every_price)
    drawn = pygal.XY(
        width=form.width,
        height=form.height,
        title=form.title,
        style=Style(
            label_font_size=12, legend_font_size=12, value_font_size=10, title_font_size=14
        ),
        css=[],
        js=[],
        margin_top=6,
        margin_bottom=4,
        margin_left=14,
        margin_right=16,
        spacing=6,
        range=(low, high),
        xrange=(scale.left, scale.right),
        x_labels=_times(chart, scale),
        y_labels=[{"value": p, "label": f"{p:.0%} {fair_price(p)}"} for p in points(low, high)],
        truncate_label=-1,
        truncate_legend=-1,
        print_labels=True,
        allow_interruptions=True,
        show_legend=bool(form.title),
        legend_at_bottom=True,
        disable_xml_declaration=True,
    )
    for mark in marks:
        drawn.add(mark.title, mark.values, show_dots=mark.dots, stroke=not mark.dots)
    drawn.add_xml_filter(lambda root: _bare(root, marks))
    drawn.add_xml_filter(lambda root: _named(root, title(chart, who), form.style))
    return str(drawn.render(is_unicode=True))


def title(chart: Chart, who: str) -> str:
    """What the chart shows, in words."""
    return f"No-vig probability of {who} {line_name(chart.line, chart.side)}".strip()


def _times(chart: Chart, scale: TimeScale) -> list[dict[str, object]]:
    marks = list(scale.hours())
    if scale.openers:
        marks.insert(0, (scale.left, "opener"))
    marks.append((scale.right, time_of_day(chart.start or scale.last)))
    return [{"value": place, "label": label} for place, label in marks]


def _bare(root: Element, marks: Sequence[Mark]) -> Element:
    """The drawing without scripts, styles and ids, its series by the classes of their marks."""
    for parent in list(root.iter()):
        for node in [node for node in parent if _is_idle(node, parent)]:
            parent.remove(node)
    for node in root.iter():
        node.attrib.pop("id", None)
        for name in COORDINATES:
            if name in node.attrib:
                node.set(name, LONG_NUMBER.sub(lambda n: f"{float(n[0]):.1f}", node.attrib[name]))
        if found := re.search(r"\bcolor-(\d+)", node.get("class", "")):
            node.set("class", f"series {marks[int(found[1])].classes}")
    return root


def _named(root: Element, told: str, style: str) -> Element:
    root.set("role", "img")
    root.set("aria-label", told)
    if style:
        own = Element("style")
        own.text = style
        root.insert(0, own)
    return root


def _is_idle(node: Element, parent: Element) -> bool:
    """Whether the drawing is the same to look at without it."""
    return (
        not isinstance(node.tag, str)
        or node.tag in ("defs", "desc")
        or "tooltip-overlay" in node.get("class", "")
        or (node.tag == "title" and parent.get("class") != "dots")
    )
