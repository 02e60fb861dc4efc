"""``lines``: the history of a game's prices."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from mlbcore.analysis.price_quality import price_history
from mlbcore.analysis.quality import Judgement, is_named
from mlbcore.cli.options import as_of_option, format_option
from mlbcore.cli.output import eastern, emit
from mlbcore.cli.session import database, read_settings
from mlbcore.models import Market, Seen

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
@format_option
def lines_command(
    game: int, market: str | None, book: str | None, as_of: dt.datetime | None, form: str
) -> None:
    """The history of prices of GAME, an id that `games` shows, in order of time."""
    asked = Market(market) if market else None
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
