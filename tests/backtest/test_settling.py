"""Many bets settled and staked at once are each as ``mlbcore.odds`` has one."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mlbcore.analysis.backtest.settling import settlement, unit_profit
from mlbcore.analysis.backtest.staking import (
    BANKROLL,
    FLAT,
    StakeKind,
    Staking,
    bankroll_shares,
    stakes,
)
from mlbcore.analysis.backtest.strategies import BUILT_IN
from mlbcore.analysis.columns.tape import GAMES, PRICES
from mlbcore.errors import RecordError
from mlbcore.odds import (
    Decimal,
    GameResult,
    Price,
    Probability,
    Selection,
    Settlement,
    american_to_decimal,
    kelly,
    settle,
)
from mlbcore.pipeline.backtesting import setup_of
from mlbcore.testing.strategies import prices, probabilities, selections

FEW = settings(max_examples=60)
BETS = pl.Schema(
    {name: PRICES[name] for name in ("market", "side", "team", "line", "price")}
    | {name: GAMES[name] for name in ("away_score", "home_score")}
)


def whole_games() -> st.SearchStrategy[Selection]:
    return selections().filter(lambda selection: selection.period == "game")


def scores() -> st.SearchStrategy[tuple[int, int] | tuple[None, None]]:
    runs = st.integers(0, 12)
    return st.tuples(runs, runs) | st.just((None, None))


def frame(bets: list[tuple[Selection, tuple[int | None, int | None], int]]) -> pl.DataFrame:
    rows = [
        {
            "market": selection.market,
            "side": selection.side,
            "team": selection.team,
            "line": None if selection.line is None else float(selection.line),
            "price": price,
            "away_score": score[0],
            "home_score": score[1],
        }
        for selection, score, price in bets
    ]
    return pl.DataFrame(rows, schema=BETS)


@FEW
@given(st.lists(st.tuples(whole_games(), scores(), prices()), min_size=1, max_size=60))
def test_many_bets_are_settled_as_each_of_them(
    bets: list[tuple[Selection, tuple[int | None, int | None], int]],
) -> None:
    told = frame(bets).select(settlement()).to_series().to_list()
    assert told == [
        settle(selection, GameResult(away=away, home=home)) for selection, (away, home), _ in bets
    ]


@given(prices())
def test_a_unit_returns_what_its_settlement_says(price: int) -> None:
    decimal = american_to_decimal(price)
    became = pl.DataFrame({"became": list(map(str, Settlement))}, schema={"became": pl.String()})
    told = became.select(unit_profit(pl.col("became"), pl.lit(decimal))).to_series().to_list()
    net = float(Price.from_american(price).decimal) - 1
    assert dict(zip(Settlement, told, strict=True)) == pytest.approx(
        {
            Settlement.WIN: net,
            Settlement.HALF_WIN: net / 2,
            Settlement.PUSH: 0.0,
            Settlement.HALF_LOSS: -0.5,
            Settlement.LOSS: -1.0,
            Settlement.VOID: 0.0,
        }
    )


@given(
    st.lists(st.tuples(prices(), probabilities()), max_size=50),
    st.floats(0.01, 1),
    st.floats(0.001, 1),
)
def test_many_stakes_are_kellys_share_of_each(
    bets: list[tuple[int, float]], fraction: float, cap: float
) -> None:
    decimals = np.array([american_to_decimal(price) for price, _ in bets], float)
    fair = np.array([chance for _, chance in bets], float)
    staking = Staking(kind=StakeKind.KELLY, fraction=fraction, cap=cap)
    assert bankroll_shares(staking, decimals, fair).tolist() == pytest.approx(
        [
            kelly(Decimal(decimal), Probability(chance), fraction=fraction, cap=cap)
            for decimal, chance in zip(decimals, fair, strict=True)
        ],
        abs=1e-12,
    )


@given(st.lists(st.tuples(st.floats(0, 0.4), st.floats(-1, 3), st.integers(0, 3)), min_size=1))
def test_a_bankroll_that_compounds_is_what_the_days_before_left(
    bets: list[tuple[float, float, int]],
) -> None:
    held, returns, days = (np.array(each) for each in zip(*sorted(bets, key=_day), strict=True))
    days = np.unique(days, return_inverse=True)[1]
    told = stakes(Staking(compound=True), held, returns, days)
    bankroll = BANKROLL
    for day in range(days[-1] + 1):
        ours = days == day
        whole = held[ours].sum()
        assert told[ours] == pytest.approx(bankroll * held[ours] / max(whole, 1.0))
        assert told[ours].sum() <= bankroll * (1 + 1e-9)
        bankroll += (told[ours] * returns[ours]).sum()


def _day(bet: tuple[float, float, int]) -> int:
    return bet[2]


def test_a_flat_stake_is_a_unit() -> None:
    decimals, nothing = np.array([1.5, 3.0]), np.array([np.nan, np.nan])
    held = bankroll_shares(FLAT, decimals, nothing)
    assert stakes(FLAT, held, np.zeros(2), np.zeros(2, np.int64)).tolist() == [1.0, 1.0]


def test_no_kelly_stake_comes_of_no_probability() -> None:
    with pytest.raises(RecordError, match="wants a fair probability"):
        bankroll_shares(Staking(kind=StakeKind.KELLY), np.array([2.0]), np.array([np.nan]))


@pytest.mark.parametrize("part", [0.0, -0.1, 1.1])
def test_a_part_of_kellys_share_is_above_nothing_and_up_to_all(part: float) -> None:
    with pytest.raises(RecordError):
        Staking(fraction=part)
    with pytest.raises(RecordError):
        Staking(cap=part)


def test_a_whole_part_is_the_same_staking_written_either_way() -> None:
    one = setup_of(evolve(BUILT_IN[0], staking=Staking(fraction=1, cap=1)))
    assert one == setup_of(evolve(BUILT_IN[0], staking=Staking(fraction=1.0, cap=1.0)))
