"""``lines``: the history of a game's prices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mlbcore.analysis.quality.price import price_history
from mlbcore.analysis.quality.rules import Judgement, is_named
from mlbcore.cli.options import as_of_option, format_option
from mlbcore.cli.output import deliver, eastern, emit, say
from mlbcore.cli.session import database, read_settings
from mlbcore.models import Game, Market, Period, Seen
from mlbcore.report.words import market_name, matchup

if TYPE_CHECKING:
    from mlbcore.analysis.charts import Chart

COLUMNS = (
    "observed_at",
    "recorded_at",
    "source",
    "book",
    "market",
    "period",
    "team",
    "subject",
    "side",
    "line",
    "price",
    "phase",
    "status",
    "quality",
    "missed",
)


@click.command("lines")
@click.argument("game", type=click.IntRange(min=1))
@click.option("--market", type=click.Choice([str(market) for market in Market]))
@click.option("--book", help="Only this book's code.")
@as_of_option
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw the main markets instead, to a .html, or one of the whole game, to a .svg.",
)
@format_option
def lines_command(
    game: int,
    market: str | None,
    book: str | None,
    as_of: dt.datetime | None,
    plot: Path | None,
    form: str,
) -> None:
    """The history of prices of GAME, an id that `games` shows, in order of time."""
    asked = Market(market) if market else None
    if plot is not None:
        _draw(game, asked, book, as_of, plot)
        return
    with database(read_settings()) as opened, opened.reading(replica=True) as store:
        named = is_named(store.games.get(game))
        history = store.seen.history(game, market=asked, observed_by=as_of)
    # A book's prices are judged beside the others'.
    rows = [
        _row(seen, judgement)
        for seen, judgement in price_history(history, named=named)
        if book in (None, seen.quote.book)
    ]
    emit(rows, form, COLUMNS)


def _draw(
    game: int, market: Market | None, book: str | None, as_of: dt.datetime | None, file: Path
) -> None:
    if file.suffix not in (".html", ".svg"):
        raise click.UsageError(f"{file} does not end in .html or .svg")
    from mlbcore.report.history import chart_drawing, chart_page, charts_of

    found, when = read_settings(), as_of or dt.datetime.now(dt.UTC)
    with database(found) as opened, opened.reading(replica=True) as store:
        its = store.games.get(game)
        charts = charts_of(store, its, market, book, as_of, when, found.detectors.consensus)
    if file.suffix == ".html":
        drawn = chart_page(its, charts, when)
    else:
        drawn = chart_drawing(its, _only(charts, its), when)
    deliver(BytesIO(drawn.encode()), file)
    say(f"drew the movement of {matchup(its)} to {file}")


def _only(charts: Sequence[Chart], game: Game) -> Chart:
    whole = [chart for chart in charts if chart.key.period is Period.GAME]
    if len(whole) != 1:
        names = ", ".join(market_name(*chart.key[1:], game) for chart in charts)
        raise click.UsageError(
            f"a .svg is of one market of the whole game: give --market; there are {names}"
        )
    return whole[0]


def _row(seen: Seen, judgement: Judgement) -> dict[str, Any]:
    quote = seen.quote
    return {
        "observed_at": eastern(quote.observed_at),
        "recorded_at": eastern(seen.recorded_at),
        "source": seen.source,
        "book": quote.book,
        "market": quote.market,
        "period": quote.period,
        "team": quote.team,
        "subject": quote.subject,
        "side": quote.side,
        "line": None if quote.line is None else float(quote.line),
        "price": quote.price,
        "phase": quote.phase,
        "status": quote.status,
        "quality": judgement.quality,
        "missed": list(judgement.missed),
    }
