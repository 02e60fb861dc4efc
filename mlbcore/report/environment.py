"""The templates, and what they call. What they print is escaped, but for drawings, which are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial

from jinja2 import Environment, PackageLoader, StrictUndefined

from mlbcore.analysis.charts import Chart, Stretch
from mlbcore.report import words
from mlbcore.report.evidence import both_legs, why
from mlbcore.report.plot import Form, plot, title

FILTERS = {
    "book_name": words.book_name,
    "both_legs": both_legs,
    "chart_title": title,
    "day": words.day,
    "day_and_clock": words.day_and_clock,
    "market_name": words.market_name,
    "matchup": words.matchup,
    "line_name": words.line_name,
    "percent": words.percent,
    "probability": words.probability,
    "score": words.score,
    "side_name": words.side_name,
    "signed": words.signed,
    "stamp": words.stamp,
    "start": words.start,
    "why": why,
    "time_of_day": words.time_of_day,
    "words": words.words,
}


def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("mlbcore.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS, moved=_moved)
    return made


def drawing(
    until: dt.datetime, colour: Mapping[str, str], form: Form
) -> Callable[[Chart, str], str | None]:
    """What draws a chart, given its side's name, on a page as of an instant."""
    return partial(plot, until=until, colour=colour, form=form)


def style_sheets(*names: str) -> str:
    """The text of style sheets that stand beside the templates."""
    made = environment()
    return "\n".join(made.get_template(name).render() for name in names)


def _moved(ends: tuple[Stretch, Stretch]) -> str:
    """How far a book's fair probability of the chart's bet moved, in points."""
    first, last = ends
    if first is last:
        return "one price"
    if first.fair is None or last.fair is None:
        return "-"
    return f"{100 * (last.fair - first.fair):+.1f} pts"
