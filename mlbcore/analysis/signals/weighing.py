"""Findings weighed against one another: what else had been found in the same market by then."""

from __future__ import annotations

import datetime as dt

import polars as pl

from mlbcore.analysis.columns.tape import MARKET
from mlbcore.analysis.signals.findings import FINDINGS, PLACES
from mlbcore.models import SignalType
from mlbcore.settings import WeighRule

# What the market itself did. Splits confirm nothing: sharp bettors make tickets too.
HEARD = (
    SignalType.STEAM_MOVE,
    SignalType.REVERSE_LINE_MOVEMENT,
    SignalType.BOOK_CONFLICT,
)


def weighed(findings: pl.DataFrame, rule: WeighRule) -> pl.DataFrame:
    """FINDINGS with what confirms each among its indicators for, and what contradicts it against.

    Each kind of HEARD counts once a side. A finding is weighed at the instant it was made: by what
    was found until then, at that instant too, and never by what came after.
    """
    told = findings.with_row_index("finding")
    heard = told.join(_heard(told, rule), on="finding", how="left", maintain_order="left")
    score = rule.confirmed * _count("confirmed") - rule.contradicted * _count("contradicted")
    return heard.with_columns(
        confidence=(pl.col("confidence") + score).clip(0, 1).round(PLACES),
        indicators_for=_joined("indicators_for", "confirming"),
        indicators_against=_joined("indicators_against", "contradicting"),
    ).select(list(FINDINGS))


def _heard(told: pl.DataFrame, rule: WeighRule) -> pl.DataFrame:
    """By finding the kinds of others that speak for its side and against it, with their signs."""
    names = ("side", "type", "at")
    others = told.filter(pl.col("type").is_in(HEARD)).select(*MARKET, *names, "indicators_for")
    met = told.select("finding", *MARKET, *names).join(
        others, on=MARKET, nulls_equal=True, suffix="_other"
    )
    since = pl.col("at") - pl.col("at_other")
    agree = pl.col("side") == pl.col("side_other")
    within = met.filter(since.is_between(dt.timedelta(), rule.window))
    speaking = within.filter(~agree | (pl.col("type") != pl.col("type_other")))
    kinds, signs = pl.col("type_other"), pl.col("indicators_for")
    return speaking.group_by("finding").agg(
        confirmed=kinds.filter(agree).n_unique(),
        contradicted=kinds.filter(~agree).n_unique(),
        confirming=signs.filter(agree).explode().unique(),
        contradicting=signs.filter(~agree).explode().unique(),
    )


def _count(name: str) -> pl.Expr:
    return pl.col(name).fill_null(0)


def _joined(name: str, more: str) -> pl.Expr:
    both = pl.concat_list(name, pl.col(more).fill_null([]))
    return both.list.drop_nulls().list.unique().list.sort()
