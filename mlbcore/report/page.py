"""The page of a date as HTML: one file that asks for nothing, every text of a source escaped."""

from __future__ import annotations

import datetime as dt

from mlbcore.db.store import Store
from mlbcore.report.environment import drawing, environment
from mlbcore.report.plot import Form, colours
from mlbcore.report.slate import Slate, slate
from mlbcore.settings import DetectorRules

STRONGEST = 10
CARD = Form(width=420, height=220, every_price=False)


def report(
    store: Store,
    date: dt.date,
    as_of: dt.datetime | None,
    rules: DetectorRules,
    *,
    signals: bool = True,
) -> str:
    """The page of a slate date, as of an aware instant or of now."""
    return slate_page(slate(store, date, as_of, dt.datetime.now(dt.UTC), rules, signals=signals))


def slate_page(told: Slate) -> str:
    """The page that says what is told."""
    charts = [each.chart for one in told.games for each in one.markets if each.chart]
    colour = colours(track.book for chart in charts for track in chart.tracks)
    page = environment().get_template("slate.html")
    return page.render(
        slate=told,
        strongest=told.strongest(STRONGEST),
        colour=colour,
        draw=drawing(told.when, colour, CARD),
    )
