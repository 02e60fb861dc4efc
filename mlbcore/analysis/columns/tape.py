"""The tape: what the market and the public showed of some games, as columns.

Everything that is asked of a season is asked of these three frames. Their rows are statements as
they are stored, in one order whatever order they came in, each with the key of its row of history.
"""

from __future__ import annotations

import datetime as dt

import polars as pl
from attrs import field, frozen

from mlbcore.analysis.sources import priority
from mlbcore.models import BOOKS, LineStatus, Market, Period, Phase, Side

INSTANT = pl.Datetime("us", "UTC")

# start is None while its hour is not known.
GAMES = pl.Schema(
    {
        "game": pl.Int64(),
        "date": pl.Date(),
        "away": pl.String(),
        "home": pl.String(),
        "start": INSTANT,
        "away_score": pl.Int32(),
        "home_score": pl.Int32(),
    }
)
# What a row of either history has: whose statement it is, of what, and when. An opener has no time.
STATEMENT = pl.Schema(
    {
        "game": pl.Int64(),
        "market": pl.Enum(Market),
        "period": pl.Enum(Period),
        "team": pl.Enum([str(Side.AWAY), str(Side.HOME)]),
        "book": pl.String(),
        "source": pl.String(),
        "side": pl.Enum(Side),
        "phase": pl.Enum(Phase),
        "at": INSTANT,
        "recorded_at": INSTANT,
        "payload": pl.Int64(),
        "tick": pl.Int32(),
    }
)
# The line is the side's own, in runs; the price American.
PRICES = pl.Schema(
    STATEMENT | {"line": pl.Float64(), "price": pl.Int64(), "status": pl.Enum(LineStatus)}
)
# Shares 0 to 100.
SPLITS = pl.Schema(STATEMENT | {"tickets": pl.Float64(), "money": pl.Float64(), "bets": pl.Int64()})
MARKET = ("game", "market", "period", "team")
BOOK = (*MARKET, "book")
SERIES = (*BOOK, "source")
TIME = ("at", "recorded_at", "payload", "tick")


def _games(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(list(GAMES)).match_to_schema(GAMES).sort("game")


def _prices(frame: pl.DataFrame) -> pl.DataFrame:
    stood = (pl.col("phase") != Phase.CLOSE) | (pl.col("status") == LineStatus.ACTIVE)
    return _ordered(frame.filter(stood), PRICES)


def _splits(frame: pl.DataFrame) -> pl.DataFrame:
    return _ordered(frame, SPLITS)


def _ordered(frame: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    told = frame.select(list(schema)).match_to_schema(schema)
    kept = told.filter(pl.col("phase") != Phase.LIVE).unique()
    first = (*SERIES, "side", *TIME)
    rest = [name for name in schema if name not in first]
    return kept.sort(*first, *rest, nulls_last=False).with_row_index("row")


@frozen(kw_only=True)
class Tape:
    """The frames GAMES, PRICES and SPLITS, ordered, each row of the last two with its ``row``.

    Rows in play are left out, and a statement that is there twice stands once. So are closes that
    are suspended: every market is when its game begins, and what stood until then was said before.
    """

    games: pl.DataFrame = field(converter=_games)
    prices: pl.DataFrame = field(converter=_prices)
    splits: pl.DataFrame = field(converter=_splits)

    def until(self, instant: dt.datetime) -> Tape:
        """The tape as it stood at an aware instant: nothing later, and openers."""
        seen = pl.col("at").is_null() | (pl.col("at") <= moment(instant))
        return Tape(
            games=self.games.with_columns(away_score=None, home_score=None),
            prices=self.prices.filter(seen),
            splits=self.splits.filter(seen),
        )

    def before_start(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows of a frame until their game's start, with ``start``."""
        started = pl.col("at") > pl.col("start")
        games = self.games.select("game", "start")
        return frame.join(games, on="game", how="left", maintain_order="left").filter(
            ~started.fill_null(value=False)
        )


def one_source(frame: pl.DataFrame) -> pl.DataFrame:
    """Of a book seen through several sources the statements of one.

    From its first statement on, the source that comes first in ``PRIORITY``, and of others by name,
    is the one: so two that disagree make no moves. An opener, which has no time, decides of openers
    alone.
    """
    order = sorted(frame["source"].unique(), key=lambda source: (priority(source), source))
    place = pl.col("source").cast(pl.Enum(order)).to_physical()
    return (
        frame.sort("at", place, nulls_last=False, maintain_order=True)
        .filter(place == place.cum_min().over(*BOOK, pl.col("at").is_null()))
        .sort("row")
    )


def moment(instant: dt.datetime) -> pl.Expr:
    """An aware instant of any zone, as the frames have theirs."""
    return pl.lit(instant.astimezone(dt.UTC), dtype=INSTANT)


def bettable(book: pl.Expr) -> pl.Expr:
    """Whether one can bet at the book: it is known, and neither a consensus nor an opener."""
    return book.is_in([code for code, its in BOOKS.items() if its.bettable])


def sharp(book: pl.Expr) -> pl.Expr:
    """Whether the book's price leads the others'."""
    return book.is_in([code for code, its in BOOKS.items() if its.sharp])
