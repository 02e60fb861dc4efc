"""What a detector gives: one row a finding, whatever it looked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from mlbcore.analysis.columns.sides import side_above, side_below
from mlbcore.analysis.columns.tape import INSTANT, MARKET, STATEMENT
from mlbcore.models import SignalType

WORDS = pl.List(pl.String())
ROWS = pl.List(pl.UInt32())
# ``side`` is the side it speaks for; strength and confidence, 0 to 1, score the evidence. The rows
# are those of the tape it rests on, ``features`` the numbers it was computed from.
FINDINGS = pl.Schema(
    {name: STATEMENT[name] for name in (*MARKET, "side")}
    | {
        "type": pl.Enum(SignalType),
        "at": INSTANT,
        "start": INSTANT,
        "strength": pl.Float64(),
        "confidence": pl.Float64(),
        "books_for": WORDS,
        "books_against": WORDS,
        "indicators_for": WORDS,
        "indicators_against": WORDS,
        "price_rows": ROWS,
        "split_rows": ROWS,
        "features": pl.List(pl.Struct({"name": pl.String(), "value": pl.Float64()})),
    }
)
# The last bit of a sum depends on where in a frame it is made: what is told does not.
PLACES = 9


def findings(
    frame: pl.DataFrame,
    found: SignalType,
    *,
    strength: pl.Expr,
    confidence: pl.Expr,
    features: Iterable[str],
    lists: Mapping[str, pl.Expr],
) -> pl.DataFrame:
    """A frame with MARKET, ``side``, ``at`` and ``start`` as FINDINGS.

    ``features`` are names of its columns; ``lists`` gives those columns of lists that are not
    empty. Scores are held within 0 and 1; rows stand in order, each once.
    """
    empty = {name: pl.lit([], dtype=kind) for name, kind in FINDINGS.items() if _is_list(kind)}
    told = {
        name: expr.list.unique().list.sort().cast(FINDINGS[name]) for name, expr in lists.items()
    }
    named = [
        pl.struct(name=pl.lit(name), value=pl.col(name).cast(pl.Float64).round(PLACES))
        for name in features
    ]
    return frame.select(
        *MARKET,
        side=pl.col("side").cast(FINDINGS["side"]),
        type=pl.lit(str(found), dtype=FINDINGS["type"]),
        at="at",
        start="start",
        strength=strength.clip(0, 1).round(PLACES),
        confidence=confidence.clip(0, 1).round(PLACES),
        **empty | told | {"features": pl.concat_list(named)},
    ).match_to_schema(FINDINGS)


def _is_list(kind: pl.DataType) -> bool:
    return isinstance(kind, pl.List)


def side_of(toward: pl.Expr) -> pl.Expr:
    """The side that a measure signed towards home or over speaks for; null where it is 0."""
    return pl.when(toward > 0).then(side_above()).when(toward < 0).then(side_below())


def first_of_each(frame: pl.DataFrame, window: pl.Expr, *key: str) -> pl.DataFrame:
    """Of findings that follow one another within a window the first, by the columns of a key."""
    ordered = frame.sort(*key, "at", nulls_last=False)
    since = pl.col("at") - pl.col("at").shift().over(key)
    return ordered.filter(since.is_null() | (since > window))
