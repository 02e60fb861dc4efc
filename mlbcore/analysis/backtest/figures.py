"""How bets did, in figures: of all of them, and of each season."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from mlbcore.analysis.backtest.bootstrap import Bootstrap, Floats, interval
from mlbcore.analysis.backtest.last_word import stayed
from mlbcore.analysis.calibration import brier_score, calibration, log_loss
from mlbcore.analysis.drawdown import deepest_fall
from mlbcore.models import Figures
from mlbcore.odds import Settlement
from mlbcore.odds.settlement import LOST, WON

ALL = "all"
won, lost = (pl.col("settlement").is_in(list(map(str, which))) for which in (WON, LOST))


def figures_by_part(bets: pl.DataFrame, bootstrap: Bootstrap) -> Iterator[tuple[str, Figures]]:
    """The figures of all bets, then of those of each season, which is a calendar year."""
    yield ALL, figures(bets, bootstrap)
    for (year,), its in bets.group_by(pl.col("date").dt.year(), maintain_order=True):
        yield str(year), figures(its, bootstrap)


def figures(bets: pl.DataFrame, bootstrap: Bootstrap) -> Figures:
    """The figures of bets as ``backtest`` gives them."""
    days = by_day(bets)
    counts = bets.select(
        bets=pl.len(),
        won=won.sum(),
        lost=lost.sum(),
        pushed=(pl.col("settlement") == Settlement.PUSH).sum(),
        void=(pl.col("settlement") == Settlement.VOID).sum(),
        staked=pl.col("stake").filter(won | lost).sum(),
        profit=pl.col("profit").sum(),
        win_rate=won.sum() / (won | lost).sum(),
        average_price=pl.col("decimal").mean(),
        average_stake=pl.col("stake").mean(),
    ).row(0, named=True)
    if not counts["won"] + counts["lost"]:
        counts["win_rate"] = None
    return Figures(
        **counts,
        days=len(days),
        **_returned(days, bootstrap),
        **_ups_and_downs(bets, days),
        **_closing(bets),
        **_forecasts(bets),
    )


def by_day(bets: pl.DataFrame) -> pl.DataFrame:
    """The ``date``, number of ``bets``, ``staked`` on those decided, and ``profit`` of each day."""
    return bets.group_by("date", maintain_order=True).agg(
        bets=pl.len(),
        staked=pl.col("stake").filter(won | lost).sum(),
        profit=pl.col("profit").sum(),
    )


def bins(bets: pl.DataFrame) -> pl.DataFrame:
    """The calibration of the fair probabilities of decided bets, by tenths."""
    judged = _judged(bets)
    told = calibration(judged["fair"], judged["came"]).bins if len(judged) else ()
    names = ("low", "high", "count", "forecast", "observed", "scatter")
    return pl.DataFrame(
        [[getattr(one, name) for name in names] for one in told], schema=names, orient="row"
    )


def _returned(days: pl.DataFrame, bootstrap: Bootstrap) -> dict[str, Any]:
    profit, staked = days["profit"].to_numpy(), days["staked"].to_numpy()
    if not staked.sum():
        return {"returned": None, "low": None, "high": None}
    found = None
    if len(days) > 1:
        drawn = bootstrap.sums(np.column_stack([profit, staked]))
        found = interval(_ratio(drawn[:, 0], drawn[:, 1]))
    low, high = found or (None, None)
    return {"returned": float(profit.sum() / staked.sum()), "low": low, "high": high}


def _ratio(above: Floats, below: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return above / below


def _ups_and_downs(bets: pl.DataFrame, days: pl.DataFrame) -> dict[str, Any]:
    profits, daily = bets["profit"].to_numpy(), days["profit"].to_numpy()
    lost = -profits[profits < 0].sum()
    return {
        "drawdown": _drawdown(bets),
        "volatility": _deviation(daily),
        "sharpe": _sharpe(profits),
        "sharpe_daily": _sharpe(daily),
        "profit_factor": float(profits[profits > 0].sum() / lost) if lost else None,
    }


def _drawdown(bets: pl.DataFrame) -> float:
    """In the order in which the games began; what was bet on one of them is settled together."""
    by_game = bets.group_by("date", "start", "game", maintain_order=True)
    profits: list[float] = by_game.agg(pl.col("profit").sum())["profit"].to_list()
    return deepest_fall(profits, 0.0)


def _deviation(values: Floats) -> float | None:
    """0 of equal values, whatever rounding makes of their mean."""
    if len(values) < 2:
        return None
    return float(values.std(ddof=1)) if np.ptp(values) else 0.0


def _sharpe(values: Floats) -> float | None:
    deviation = _deviation(values)
    return float(values.mean() / deviation) if deviation else None


def _closing(bets: pl.DataFrame) -> dict[str, Any]:
    closed = pl.col("ratio").is_not_null()
    straight = [pl.col(name).filter(stayed()).mean() for name in ("cents", "points", "ratio")]
    return bets.select(
        closed.sum().alias("closes"),
        (stayed() & (pl.col("ratio") > 0)).sum().alias("beaten"),
        *straight,
        pl.col("expected_value").mean(),
    ).row(0, named=True)


def _forecasts(bets: pl.DataFrame) -> dict[str, Any]:
    judged = _judged(bets)
    if judged.is_empty():
        return {"forecasts": 0, "brier": None, "log_loss": None, "calibration_error": None}
    forecasts, came = judged["fair"], judged["came"]
    return {
        "forecasts": len(judged),
        "brier": brier_score(forecasts, came),
        "log_loss": log_loss(forecasts, came),
        "calibration_error": calibration(forecasts, came).expected_error,
    }


def _judged(bets: pl.DataFrame) -> pl.DataFrame:
    """The fair probabilities of decided bets, and whether each came true."""
    return bets.filter(won | lost, pl.col("fair").is_not_null()).select(
        "fair", came=won.cast(pl.Float64)
    )
