"""What every book of a market showed at chosen instants."""

from __future__ import annotations

import datetime as dt

import polars as pl

from mlbcore.analysis.columns.pairs import stands
from mlbcore.analysis.columns.tape import BOOK, MARKET, SERIES, moment

# Since when an opener of no known time has stood.
BEGINNING = moment(dt.datetime(1900, 1, 1, tzinfo=dt.UTC))


def panel(pairs: pl.DataFrame, instants: pl.DataFrame) -> pl.DataFrame:
    """The pair of each book that stood at each instant of its market; none of one that had ended.

    ``instants`` has the columns of MARKET and ``when``, each once. The answer has the columns of
    ``pairs`` and ``when``, in that order of time, one row a book.
    """
    timed = pairs.with_columns(
        series=pl.struct(SERIES).rle_id(), since=pl.col("at").fill_null(BEGINNING)
    ).sort("since", maintain_order=True)
    of_market = timed.select(*MARKET, "series").unique()
    asked = instants.select(*MARKET, "when").join(of_market, on=MARKET, nulls_equal=True)
    stood = asked.sort("when", "series").join_asof(
        timed.drop(MARKET),
        left_on="when",
        right_on="since",
        by="series",
        check_sortedness=False,
    )
    told = stood.filter(pl.col("no_vig").is_not_null(), stands(pl.col("when")))
    return told.drop("series", "since").sort("when", *BOOK, nulls_last=False)


def at_instant(pairs: pl.DataFrame, when: dt.datetime) -> pl.DataFrame:
    """``instants`` of one aware instant for every market there is."""
    return pairs.select(MARKET).unique().with_columns(when=moment(when))
