"""Offers: what could be bet at an instant, each price with the last time anybody looked."""

from __future__ import annotations

import datetime as dt

import polars as pl

from mlbcore.analysis.columns.pairs import implied_by
from mlbcore.analysis.columns.sides import turned_line
from mlbcore.analysis.columns.tape import INSTANT, MARKET, Tape, bettable, moment, one_source
from mlbcore.models import LineStatus, Market
from mlbcore.models.market import ABOVE

# Each alternate line is a rung of the market it is an alternate of.
FAMILY = {
    Market.ALTERNATE_RUN_LINE: Market.RUN_LINE,
    Market.ALTERNATE_TOTAL: Market.TOTAL,
}
LOOKS = pl.Schema(
    {
        "game": pl.Int64(),
        "market": pl.Enum(Market),
        "source": pl.String(),
        "looked_at": INSTANT,
    }
)


def standing_offers(tape: Tape, when: dt.datetime, looks: pl.DataFrame) -> pl.DataFrame:
    """The prices of bettable books that stood at an aware instant, of games not yet begun.

    ``looks`` has the columns of LOOKS: when each source last answered about a market by then.
    Columns: MARKET, with alternates under the market they are alternates of; ``start``, ``book``,
    ``source``, ``side``, ``line`` (as home or over has it), ``price``, ``probability`` (implied),
    ``at`` (since when it stands), ``age`` (seconds since the source last answered about its
    market), ``row``.
    """
    until = tape.until(when)
    begun = pl.col("start") <= moment(when)
    shown = until.before_start(until.prices).filter(~begun.fill_null(value=False))
    of_books = one_source(shown.filter(bettable(pl.col("book"))))
    latest = of_books.sort("at", nulls_last=False, maintain_order=True).group_by(
        *MARKET, "start", "book", "side", _rung(), maintain_order=True
    )
    stood = latest.agg(pl.col("source", "line", "price", "at", "row", "status").last())
    asked = stood.join(looks.match_to_schema(LOOKS), on=["game", "market", "source"], how="left")
    return asked.filter(pl.col("status") == LineStatus.ACTIVE).select(
        *[_family() if name == "market" else name for name in MARKET],
        "start",
        "book",
        "source",
        "side",
        turned_line(pl.col("line")).alias("line"),
        "price",
        "at",
        "row",
        above=pl.col("side").is_in(ABOVE),
        probability=implied_by(pl.col("price")),
        age=(moment(when) - pl.col("looked_at")).dt.total_microseconds() / 1e6,
    )


def _rung() -> pl.Expr:
    return pl.when(pl.col("market").is_in(list(FAMILY))).then("line").alias("rung")


def _family() -> pl.Expr:
    market = pl.col("market")
    return market.replace({str(key): str(value) for key, value in FAMILY.items()})
