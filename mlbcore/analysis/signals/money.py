"""What the money does beside the tickets: sharp action, the public's lean, and late money.

A split is that of one book or of a consensus, and sharp bettors also make many tickets: alone it is
weak evidence, and its confidence stays below 0.8.
"""

from __future__ import annotations

import polars as pl

from mlbcore.analysis.columns.tape import SERIES
from mlbcore.analysis.signals.findings import findings, first_of_each, side_of
from mlbcore.models import SignalType
from mlbcore.settings import MoneyRule

BETS_OF_VOLUME = (200, 500, 1000)
SPLIT_ROWS = ("above_split", "below_split")


def sharp_action(shares: pl.DataFrame, rule: MoneyRule) -> pl.DataFrame:
    """FINDINGS of a side with most of the money and far more of it than of the tickets."""
    excess = pl.col("money") - pl.col("tickets")
    seen = _counted(shares, rule).with_columns(
        divergence=excess.abs(),
        its_money=pl.when(excess > 0).then("money").otherwise(100 - pl.col("money")),
        side=side_of(excess),
    )
    found = seen.filter(pl.col("divergence") >= rule.divergence, pl.col("its_money") >= rule.money)
    wide = (pl.col("divergence") / rule.wide).clip(0, 1)
    return findings(
        first_of_each(found, pl.lit(rule.again), *SERIES, "side"),
        SignalType.SHARP_ACTION,
        strength=wide,
        confidence=0.5 + 0.15 * wide + _volume(),
        features=("tickets", "money", "divergence", "bets"),
        lists=_rests_on(pl.lit(["professional_pattern"])),
    )


def public_lean(shares: pl.DataFrame, rule: MoneyRule) -> pl.DataFrame:
    """FINDINGS against a side with most of the tickets, whose money does not follow them."""
    tickets, money = pl.col("tickets") - 50, pl.col("money") - 50
    seen = _counted(shares, rule).with_columns(
        public=tickets.abs() + 50,
        its_money=tickets.sign() * money + 50,
        side=side_of(-tickets),
    )
    found = seen.filter(pl.col("public") >= rule.lean, pl.col("its_money") < pl.col("public"))
    public = pl.col("public")
    between = (public - rule.lean) / (rule.heavy - rule.lean)
    heavy = pl.when(public >= rule.heavy).then(1.0).otherwise(between)
    return findings(
        first_of_each(found, pl.lit(rule.again), *SERIES, "side"),
        SignalType.CONSENSUS_FADE,
        strength=0.3 + 0.5 * heavy,
        confidence=0.5 + 0.1 * heavy + _volume(),
        features=("public", "its_money", "bets"),
        lists=_rests_on(pl.lit(["contrarian_move"])),
    )


def late_money(shares: pl.DataFrame, rule: MoneyRule) -> pl.DataFrame:
    """FINDINGS of a side that money came in on late: its share rose since the late time began.

    Where the money was on the other side before, it is a late flip.
    """
    late = pl.col("start") - rule.late
    timed = _counted(shares, rule).filter(pl.col("start").is_not_null())
    early = pl.col("at") < late
    before = [
        pl.when(early).then(pl.col(name)).forward_fill().over(SERIES).alias(f"early_{name}")
        for name in ("money", *SPLIT_ROWS)
    ]
    gone = pl.col("money") - pl.col("early_money")
    seen = timed.with_columns(before).filter(~early).with_columns(gone=gone, side=side_of(gone))
    found = seen.filter(pl.col("gone").abs() >= rule.surge).with_columns(
        flipped=((pl.col("money") - 50) * (pl.col("early_money") - 50) < 0).cast(pl.Float64)
    )
    first = first_of_each(found, pl.lit(rule.again), *SERIES, "side", "flipped")
    flip = pl.col("flipped") > 0
    return pl.concat(
        [
            _late(first.filter(~flip), SignalType.LATE_MONEY, rule),
            _late(first.filter(flip), SignalType.LATE_FLIP, rule),
        ]
    )


def _late(found: pl.DataFrame, kind: SignalType, rule: MoneyRule) -> pl.DataFrame:
    far = (pl.col("gone").abs() / (2 * rule.surge)).clip(0, 1)
    return findings(
        found,
        kind,
        strength=far,
        confidence=0.5 + 0.1 * far + _volume(),
        features=("money", "early_money", "gone", "bets"),
        lists=_rests_on(pl.lit(["late_money"]), "early_above_split", "early_below_split"),
    )


def _counted(shares: pl.DataFrame, rule: MoneyRule) -> pl.DataFrame:
    """The shares of enough bets; where nobody counted them, of as many as there were."""
    return shares.filter(pl.col("bets").is_null() | (pl.col("bets") >= rule.bets))


def _volume() -> pl.Expr:
    """What the number of bets adds to the confidence: up to 0.14."""
    passed = [(pl.col("bets") >= least).cast(pl.Float64) for least in BETS_OF_VOLUME]
    return 0.14 * pl.sum_horizontal(passed) / len(passed)


def _rests_on(indicators: pl.Expr, *more: str) -> dict[str, pl.Expr]:
    rows = pl.concat_list(*SPLIT_ROWS, *more).list.drop_nulls()
    return {"indicators_for": indicators, "split_rows": rows}
