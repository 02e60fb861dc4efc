"""``games`` and ``board``: what is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from mlbcore.cli.options import IsoDate, as_of_option, format_option, today, window_options
from mlbcore.cli.output import eastern, emit, emit_table
from mlbcore.cli.session import database, read_settings
from mlbcore.collecting import Window
from mlbcore.models import Game
from mlbcore.report.words import line_name, matchup, percent, probability, signed, start

if TYPE_CHECKING:
    from mlbcore.analysis.board import BoardSide
    from mlbcore.db.pool import Database
    from mlbcore.pipeline.boards import Lines

GAME_COLUMNS = (
    "id",
    "date",
    "game_number",
    "away",
    "home",
    "start_time",
    "status",
    "away_score",
    "home_score",
    "ids",
)
BOARD_COLUMNS = (
    "date",
    "game",
    "game_number",
    "away",
    "home",
    "start_time",
    "market",
    "side",
    "line",
    "price",
    "book",
    "opener",
    "consensus",
    "no_vig",
    "books",
    "tickets_percent",
    "money_percent",
    "bets",
    "quality",
)
PUBLIC = ("tickets", "money")


@click.command("games")
@window_options
@format_option
def games_command(window: Window | None, form: str) -> None:
    """Games with their ids; by default those of today."""
    window = window or today()
    with database(read_settings()) as opened, opened.reading(replica=True) as store:
        games = store.games.between(window.first, window.last)
    show_games(games, form)


@click.command("board")
@click.option("--date", type=IsoDate(), required=True, help="The slate date (US Eastern).")
@as_of_option
@format_option
def board_command(date: dt.date, as_of: dt.datetime | None, form: str) -> None:
    """Per game and market: best price a side and its book, no-vig consensus, opener, splits."""
    found = read_settings()
    with database(found) as opened:
        lines = board_lines(opened, date, as_of, consensus=found.features.consensus)
    if form == "table":
        board_table(lines)
    else:
        emit(board_rows(lines), form, BOARD_COLUMNS)


def show_games(games: Sequence[Game], form: str) -> None:
    """Games as rows; as a table, one line each with its ids by source."""
    if form != "table":
        emit([game_row(game) for game in games], form, GAME_COLUMNS)
        return
    sources = list(games[0].ids) if games else []
    emit_table(
        ("id", "date", "game", "start", "status", "score", *sources),
        [
            (
                game.id,
                game.date,
                matchup(game),
                start(game),
                game.status,
                "" if game.away_score is None else f"{game.away_score}-{game.home_score}",
                *(" ".join(game.ids[source]) for source in sources),
            )
            for game in games
        ],
    )


def game_row(game: Game) -> dict[str, Any]:
    return {
        "id": game.id,
        "date": game.date.isoformat(),
        "game_number": game.game_number,
        "away": game.away,
        "home": game.home,
        "start_time": eastern(game.known_start),
        "status": game.status,
        "away_score": game.away_score,
        "home_score": game.home_score,
        "ids": {source: list(ids) for source, ids in game.ids.items()},
    }


def board_lines(
    opened: Database, date: dt.date, as_of: dt.datetime | None, *, consensus: bool = True
) -> Lines:
    """Every game of the date with its markets; ``consensus`` as for ``board``."""
    from mlbcore.pipeline.boards import boards_of

    with opened.reading(replica=True) as store:
        return boards_of(store, store.games.between(date, date), as_of, consensus=consensus)


def board_rows(lines: Lines) -> list[dict[str, Any]]:
    """One row a game, market and side."""
    return [
        {
            "date": game.date.isoformat(),
            "game": game.id,
            "game_number": game.game_number,
            "away": game.away,
            "home": game.home,
            "start_time": eastern(game.known_start),
            "market": market.market,
            "side": side.side,
            "line": None if side.line is None else float(side.line),
            "price": side.price,
            "book": side.book,
            "opener": side.opener,
            "consensus": side.consensus,
            "no_vig": None if side.no_vig is None else round(side.no_vig, 6),
            "books": side.books,
            "tickets_percent": side.tickets_percent,
            "money_percent": side.money_percent,
            "bets": side.bets,
            "quality": side.quality,
        }
        for game, market in lines
        for side in market.sides
    ]


def board_table(lines: Lines) -> None:
    """One line a game, market and side; a price in brackets is the consensus', not a book's."""
    columns = ("game", "start", "market", "side", "best", "book", "opened", "no-vig", *PUBLIC)
    rows = []
    shown: int | None = None
    for game, market in lines:
        head = (matchup(game), start(game)) if game.id != shown else ("", "")
        shown = game.id
        first, second = (tuple(_cells(side)) for side in market.sides)
        rows += [(*head, market.market, *first), ("", "", "", *second)]
    emit_table(columns, rows)


def _cells(side: BoardSide) -> Iterable[str]:
    best, book = signed(side.price), side.book or ""
    if side.price is None and side.consensus is not None:
        best, book = f"({signed(side.consensus)})", "consensus"
    return (
        f"{side.side} {line_name(side.line, side.side)}".strip(),
        best,
        book,
        signed(side.opener),
        probability(side.no_vig),
        percent(side.tickets_percent),
        percent(side.money_percent),
    )
