"""Backtests of the same days beside one another: which returned more, and whether by chance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np
from attrs import evolve, frozen

from mlbcore.analysis.backtest.bootstrap import Bootstrap, Floats, interval, p_value
from mlbcore.errors import RecordError
from mlbcore.models import Backtest, BacktestDay

FEWEST_DAYS = 2


@frozen(kw_only=True)
class Difference:
    """What ``first`` returned for each unit staked less what ``second`` did, on the same days.

    ``low`` to ``high`` is the interval of the bootstrap, None where too few days had a bet.
    ``adjusted`` is the p value by Holm's method for as many as were compared; ``correlation`` is
    that of the days' profits, None where one does not vary.
    """

    first: int
    second: int
    days: int
    first_returned: float
    second_returned: float
    difference: float
    low: float | None
    high: float | None
    p_value: float | None
    adjusted: float | None
    correlation: float | None


def differences(
    runs: Sequence[Backtest], days: Mapping[int, Iterable[BacktestDay]], bootstrap: Bootstrap
) -> list[Difference]:
    """Every two of the runs, on the dates that both were run over.

    Both are drawn the same days, so that what moves both cancels. Raises RecordError where two have
    no such date, or one of them no decided bet on any.
    """
    by_run = {run.id: {day.date: day for day in days[run.id]} for run in runs}
    found = [
        _difference(first, second, by_run[first.id], by_run[second.id], bootstrap)
        for first, second in combinations(runs, 2)
    ]
    return holm(found)


def holm(found: Sequence[Difference]) -> list[Difference]:
    """The differences with their p values adjusted for how many there are.

    Holm, "A simple sequentially rejective multiple test procedure" (1979).
    """
    known = sorted((one for one in found if one.p_value is not None), key=_p_value)
    adjusted: dict[tuple[int, int], float] = {}
    least = 0.0
    for place, one in enumerate(known):
        least = max(least, min(1.0, _p_value(one) * (len(known) - place)))
        adjusted[one.first, one.second] = least
    return [evolve(one, adjusted=adjusted.get((one.first, one.second))) for one in found]


def _difference(
    first: Backtest,
    second: Backtest,
    ours: Mapping[dt.date, BacktestDay],
    theirs: Mapping[dt.date, BacktestDay],
    bootstrap: Bootstrap,
) -> Difference:
    low, high = max(first.first, second.first), min(first.last, second.last)
    dates = sorted(
        {day.date for day in (*ours.values(), *theirs.values()) if low <= day.date <= high}
    )
    table = np.column_stack([_columns(ours, dates), _columns(theirs, dates)])
    whole = table.sum(axis=0)
    if not (whole[1] and whole[3]):
        raise RecordError(f"backtests {first.id} and {second.id} have no common span with bets")
    drawn = _gaps(bootstrap.sums(table)) if len(dates) >= FEWEST_DAYS else np.array([np.nan])
    ends = interval(drawn)
    return Difference(
        first=first.id,
        second=second.id,
        days=len(dates),
        first_returned=float(whole[0] / whole[1]),
        second_returned=float(whole[2] / whole[3]),
        difference=float(_gaps(whole[None])[0]),
        low=ends[0] if ends else None,
        high=ends[1] if ends else None,
        p_value=p_value(drawn) if ends else None,
        adjusted=None,
        correlation=_correlation(table[:, 0], table[:, 2]),
    )


def _columns(days: Mapping[dt.date, BacktestDay], dates: Sequence[dt.date]) -> Floats:
    """The profit and what was staked on each date; 0 on one without a bet."""
    known = [days.get(date) for date in dates]
    return np.array([(day.profit, day.staked) if day else (0.0, 0.0) for day in known])


def _gaps(sums: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        gaps: Floats = sums[:, 0] / sums[:, 1] - sums[:, 2] / sums[:, 3]
    return gaps


def _correlation(ours: Floats, theirs: Floats) -> float | None:
    if len(ours) < FEWEST_DAYS or not (np.ptp(ours) and np.ptp(theirs)):
        return None
    return float(np.corrcoef(ours, theirs)[0, 1])


def _p_value(one: Difference) -> float:
    assert one.p_value is not None
    return one.p_value
