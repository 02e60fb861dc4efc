"""The figures of bets, their intervals, and two backtests beside one another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import numpy as np
import polars as pl
import pytest
from attrs import asdict, evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mlbcore.analysis.backtest.bootstrap import Bootstrap, interval, p_value
from mlbcore.analysis.backtest.engine import backtest
from mlbcore.analysis.backtest.figures import bins, by_day, figures, figures_by_part
from mlbcore.analysis.backtest.rivals import Difference, differences, holm
from mlbcore.analysis.backtest.strategies import BUILT_IN, Whom
from mlbcore.analysis.backtest.strategy import Decision
from mlbcore.analysis.columns.tape import Tape
from mlbcore.errors import RecordError
from mlbcore.models import Backtest, BacktestDay, Market
from mlbcore.testing.tapes import START, joined, pair, seasons, tape_of

FEW = settings(max_examples=30)
QUICK = Bootstrap(resamples=200)
FAVOURITES = evolve(BUILT_IN[0], decisions=(Decision(30),))
HOME = evolve(FAVOURITES, rule=evolve(FAVOURITES.rule, whom=Whom.HOME))
ON_ORDER = {"low", "high", "drawdown"}


def played(
    results: Sequence[tuple[int, int]], price: int = -110, other: int = -110, *, daily: bool = True
) -> pl.DataFrame:
    """Bets on the home side at a price, one game a day, by the scores away and home."""
    tapes = [
        tape_of(
            pair("fanduel", price, other),
            games=(game,),
            start=START + dt.timedelta(days=game if daily else 0),
            scores=score,
        )
        for game, score in enumerate(results, start=1)
    ]
    return backtest(joined(tapes), HOME)


WIN, LOSS = (2, 5), (5, 2)


def test_the_figures_of_four_bets_are_those_on_paper() -> None:
    told = figures(played([WIN, LOSS, LOSS, WIN], 150, -170), QUICK)
    assert (told.bets, told.won, told.lost, told.days) == (4, 2, 2, 4)
    assert (told.staked, told.profit, told.drawdown) == (4.0, 1.0, 2.0)
    assert (told.returned, told.win_rate, told.average_price) == (0.25, 0.5, 2.5)
    assert told.profit_factor == 1.5
    assert told.sharpe == pytest.approx(0.25 / np.std([1.5, -1, -1, 1.5], ddof=1))
    assert told.sharpe_daily == told.sharpe
    assert told.closes == 4
    assert (told.ratio, told.cents) == (0.0, 0.0)


def test_the_fair_probabilities_of_decided_bets_are_judged() -> None:
    bets = played([WIN, LOSS, WIN, WIN], -150, 150)
    told = figures(bets, QUICK)
    assert told.forecasts == 4
    assert told.brier == pytest.approx((3 * 0.4**2 + 0.6**2) / 4)
    (row,) = bins(bets).rows(named=True)
    assert (row["forecast"], row["observed"], row["count"]) == (pytest.approx(0.6), 0.75, 4)
    assert told.calibration_error == pytest.approx(0.15)


def test_bets_of_one_game_are_settled_together() -> None:
    """A game that wins on one market and loses on another never was below."""
    quotes = [
        *pair("fanduel", 100, -120),
        *pair("fanduel", -110, -110, market=Market.TOTAL, line=8),
    ]
    tape = tape_of(quotes, scores=(2, 3))
    over = evolve(FAVOURITES.rule, whom=Whom.OVER, market=Market.TOTAL)
    lost = backtest(tape, evolve(FAVOURITES, rule=over))
    won = backtest(tape, HOME)
    assert figures(lost, QUICK).drawdown == 1.0
    assert figures(pl.concat([lost, won]), QUICK).drawdown == 0.0


@pytest.mark.parametrize("days", [2, 3, 7, 11])
def test_profits_that_are_all_the_same_have_no_ratio_to_their_deviation(days: int) -> None:
    told = figures(played([WIN] * days, 130, -150), QUICK)
    assert told.volatility == 0
    assert (told.sharpe, told.sharpe_daily) == (None, None)


def test_the_mean_of_nothing_is_none() -> None:
    told = figures(played([WIN]).clear(), QUICK)
    assert (told.bets, told.profit, told.drawdown) == (0, 0.0, 0.0)
    assert {told.returned, told.win_rate, told.sharpe, told.brier, told.ratio} == {None}


def test_seasons_are_told_apart() -> None:
    bets = played([WIN, LOSS, WIN])
    later = bets.with_columns(pl.col("date").dt.offset_by("1y"))
    parts = dict(figures_by_part(pl.concat([bets, later[:1]]), QUICK))
    assert {part: its.bets for part, its in parts.items()} == {"all": 4, "2025": 3, "2026": 1}


@pytest.mark.slow
@FEW
@given(seasons(), st.permutations(range(4)))
def test_the_order_of_the_days_changes_the_drawdown_alone(tape: Tape, order: list[int]) -> None:
    bets = backtest(tape, FAVOURITES)
    dates = bets["date"].unique().sort().to_list()
    shuffled = [dates[place] for place in order if place < len(dates)]
    moved = bets.with_columns(pl.col("date").replace(dates, shuffled)).sort("date", "game")
    before, after = (asdict(figures(each, QUICK)) for each in (bets, moved))
    for name in before.keys() - ON_ORDER:
        assert after[name] == pytest.approx(before[name]), name


@given(st.integers(0, 5), st.lists(st.floats(-5, 5), min_size=2, max_size=30))
def test_one_seed_draws_one_interval(seed: int, profits: list[float]) -> None:
    days = np.column_stack([profits, np.ones(len(profits))])
    first, second = (Bootstrap(resamples=150, seed=seed).sums(days) for _ in range(2))
    assert (first == second).all()
    assert set(first[:, 1]) == {float(len(profits))}


def test_the_interval_is_as_wide_as_theory_says() -> None:
    """Of many days it is the normal one of their mean."""
    profits = np.random.default_rng(7).normal(0.1, 1.0, 1000)
    sums = Bootstrap(resamples=4000).sums(np.column_stack([profits, np.ones(1000)]))
    ends = interval(sums[:, 0] / sums[:, 1])
    assert ends is not None
    half = 1.96 * profits.std() / 1000**0.5
    assert ends == pytest.approx((profits.mean() - half, profits.mean() + half), abs=0.1 * half)


def test_days_are_drawn_whole() -> None:
    """Ten bets that won and lost together are no more evidence than one."""
    apart = figures(played([WIN, LOSS] * 20), QUICK)
    together = played([WIN] * 20 + [LOSS] * 20).with_columns(
        date=pl.lit(dt.date(2025, 7, 2)) + pl.duration(days=pl.int_range(pl.len()) // 20)
    )
    told = figures(together, QUICK)
    assert apart.low is not None
    assert told.low is not None
    assert told.low < apart.low


def test_of_one_day_there_is_no_interval() -> None:
    told = figures(played([WIN, LOSS, WIN], daily=False), QUICK)
    assert told.returned is not None
    assert (told.low, told.high) == (None, None)


@pytest.mark.parametrize("wrong", [{"resamples": 99}, {"seed": -1}])
def test_an_interval_is_not_read_from_a_few_resamples(wrong: dict[str, int]) -> None:
    with pytest.raises(RecordError):
        Bootstrap(**wrong)


def test_what_is_never_seen_is_not_impossible() -> None:
    assert p_value(np.ones(999)) == 2 / 1000
    assert p_value(np.array([-1.0, 1.0] * 50)) == 1.0


def run(id: int, bets: pl.DataFrame) -> tuple[Backtest, list[BacktestDay]]:
    dates = bets["date"].to_list()
    record = Backtest(
        id=id,
        strategy=UUID(int=id),
        first=dates[0],
        last=dates[-1],
        games=len(dates),
        made_at=START,
        version="1",
        seed=1,
        resamples=200,
    )
    return record, [BacktestDay(backtest=id, **row) for row in by_day(bets).iter_rows(named=True)]


def between(*runs: tuple[Backtest, list[BacktestDay]]) -> list[Difference]:
    days = {record.id: its for record, its in runs}
    return differences([record for record, _ in runs], days, QUICK)


def test_a_backtest_does_not_differ_from_itself() -> None:
    bets = played([WIN, LOSS, LOSS, WIN])
    (told,) = between(run(1, bets), run(2, bets))
    assert (told.difference, told.low, told.high, told.p_value) == (0.0, 0.0, 0.0, 1.0)
    assert told.correlation == pytest.approx(1.0)


def test_profits_of_which_one_does_not_vary_have_no_correlation() -> None:
    steady, varied = played([WIN] * 7, 130, -150), played([WIN, LOSS, WIN, WIN, LOSS, WIN, WIN])
    (told,) = between(run(1, steady), run(2, varied))
    assert told.correlation is None


def test_a_better_price_on_the_same_bets_is_no_chance() -> None:
    """What moves both cancels, though neither alone differs from nothing."""
    results = [WIN, LOSS] * 30
    (told,) = between(run(1, played(results, 110, -130)), run(2, played(results, -110, -110)))
    assert told.difference == pytest.approx(0.5 * (1.1 - 100 / 110))
    assert told.p_value is not None
    assert told.p_value < 0.05
    assert told.low is not None
    assert told.low > 0


def test_only_common_dates_are_compared() -> None:
    first, second = played([WIN] * 6)[:4], played([LOSS] * 6)[2:]
    (told,) = between(run(1, first), run(2, second))
    assert told.days == 2
    with pytest.raises(RecordError, match="no common span"):
        between(run(1, first[:2]), run(2, second[2:]))


def test_many_comparisons_are_adjusted_by_holms_method() -> None:
    """The example of four p values, 0.01, 0.04, 0.03 and 0.005, is in every textbook."""
    (one,) = between(run(1, played([WIN, LOSS])), run(2, played([LOSS, WIN])))
    told = holm(
        [evolve(one, second=place, p_value=p) for place, p in enumerate((0.01, 0.04, 0.03, 0.005))]
    )
    assert [each.adjusted for each in told] == pytest.approx([0.03, 0.06, 0.06, 0.02])
