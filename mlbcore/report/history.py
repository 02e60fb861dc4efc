"""The charts of one game, as a page or as a drawing by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl
from attrs import evolve

from mlbcore.analysis.charts import Chart, charts
from mlbcore.analysis.columns.pairs import pairs
from mlbcore.analysis.columns.panel import at_instant, panel
from mlbcore.analysis.market.consensus import consensus
from mlbcore.db.store import Store
from mlbcore.errors import MissingError
from mlbcore.models import Game, Market
from mlbcore.report.environment import drawing, environment, style_sheets
from mlbcore.report.plot import Form, colours, plot, title
from mlbcore.report.words import market_name, matchup, side_name
from mlbcore.settings import ConsensusRule

WIDE = Form(width=1200, height=380)


def charts_of(
    store: Store,
    game: Game,
    market: Market | None,
    book: str | None,
    as_of: dt.datetime | None,
    when: dt.datetime,
    rule: ConsensusRule,
) -> list[Chart]:
    """The charts of a game's main markets, of one of them, or of one book.

    They show what the market had shown by ``as_of``; the bet is that of most books at ``when``,
    of one book's chart too. A market that has no pair of prices is left out;
    raises MissingError where none has one.
    """
    shown = pairs(store.tapes.of([game.id], observed_by=as_of))
    asked = shown if market is None else shown.filter(pl.col("market") == market)
    opinion = consensus(panel(asked, at_instant(asked, when)), rule)
    found = [
        evolve(chart, tracks=tracks)
        for chart in charts(asked, opinion).values()
        if (tracks := tuple(t for t in chart.tracks if book in (None, t.book)))
    ]
    if not found:
        raise MissingError(f"no book has shown both sides of such a market of {matchup(game)}")
    return found


def chart_page(game: Game, drawn: Sequence[Chart], until: dt.datetime) -> str:
    """The charts until an aware instant as one page, each with its prices book by book."""
    colour = colours(track.book for chart in drawn for track in chart.tracks)
    page = environment().get_template("history.html")
    return page.render(
        game=game, charts=drawn, until=until, colour=colour, draw=drawing(until, colour, WIDE)
    )


def chart_drawing(game: Game, chart: Chart, until: dt.datetime) -> str:
    """The chart until an aware instant as SVG. Raises MissingError where no book moved."""
    who = side_name(chart.side, game.away, game.home)
    name = market_name(*chart.key[1:], game)
    form = evolve(
        WIDE,
        title=f"{matchup(game)}, {game.date}, {name}\n{title(chart, who)}",
        style=style_sheets("colours.css", "chart.css"),
    )
    colour = colours(track.book for track in chart.tracks)
    drawn = plot(chart, who, until, colour, form)
    if drawn is None:
        raise MissingError(f"no book moved the {name.lower()} of {matchup(game)}: nothing to draw")
    return drawn
