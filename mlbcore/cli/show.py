"""``games`` and ``board``: what is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import click

from mlbcore.analysis.board import BoardMarket, BoardSide, board
from mlbcore.analysis.price_quality import qualities
from mlbcore.analysis.quality import is_named
from mlbcore.analysis.sources import freshest
from mlbcore.cli.options import Instant, IsoDate, format_option, today, window_options
from mlbcore.cli.output import clock, eastern, emit, emit_table
from mlbcore.cli.session import database, read_settings
from mlbcore.collecting import Window
from mlbcore.db.pool import Database
from mlbcore.models import Game, Seen, Split

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
Lines = list[tuple[Game, BoardMarket]]


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
@click.option("--as-of", type=Instant(), help="As the market stood then; default: now.")
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
                _title(game),
                _start(game),
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
        "start_time": eastern(game.start),
        "status": game.status,
        "away_score": game.away_score,
        "home_score": game.home_score,
        "ids": {source: list(ids) for source, ids in game.ids.items()},
    }


def board_lines(
    opened: Database, date: dt.date, as_of: dt.datetime | None, *, consensus: bool = True
) -> Lines:
    """Every game of the date with its markets; ``consensus`` as for ``board``."""
    with opened.reading(replica=True) as store:
        games = store.games.between(date, date)
        ids = [game.id for game in games]
        seen = store.seen.current(ids, observed_by=as_of)
        splits = store.splits.current(ids, observed_by=as_of)
    return [
        (game, market)
        for game in games
        for market in _markets(game, seen[game.id], splits[game.id], consensus=consensus)
    ]


def _markets(
    game: Game, seen: Sequence[Seen], splits: Sequence[Split], *, consensus: bool
) -> list[BoardMarket]:
    """The board of one game, from one price a book and side."""
    one = freshest(seen)
    quotes = [sight.quote for sight in one]
    return board(quotes, splits, qualities(one, named=is_named(game)), consensus=consensus)


def board_rows(lines: Lines) -> list[dict[str, Any]]:
    """One row a game, market and side."""
    return [
        {
            "date": game.date.isoformat(),
            "game": game.id,
            "game_number": game.game_number,
            "away": game.away,
            "home": game.home,
            "start_time": eastern(game.start),
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
        head = (_title(game), _start(game)) if game.id != shown else ("", "")
        shown = game.id
        first, second = (tuple(_cells(side)) for side in market.sides)
        rows += [(*head, market.market, *first), ("", "", "", *second)]
    emit_table(columns, rows)


def _cells(side: BoardSide) -> Iterable[str]:
    best, book = _price(side.price), side.book or ""
    if side.price is None and side.consensus is not None:
        best, book = f"({_price(side.consensus)})", "consensus"
    return (
        f"{side.side}" if side.line is None else f"{side.side} {_signed(side)}",
        best,
        book,
        _price(side.opener),
        "" if side.no_vig is None else f"{side.no_vig:.1%}",
        _share(side.tickets_percent),
        _share(side.money_percent),
    )


def _signed(side: BoardSide) -> str:
    return f"{side.line:+}" if side.side in ("away", "home") else f"{side.line}"


def _price(price: int | None) -> str:
    return "" if price is None else f"{price:+d}"


def _share(percent: float | None) -> str:
    return "" if percent is None else f"{percent:.0f}%"


def _title(game: Game) -> str:
    return game.matchup if game.game_number == 1 else f"{game.matchup} ({game.game_number})"


def _start(game: Game) -> str:
    return "TBD" if game.start_tbd else clock(game.start)
