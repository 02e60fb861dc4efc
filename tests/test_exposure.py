"""What is at stake, what wins together, and what a bettor has bound himself to."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from itertools import product

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.analysis.advice.exposure import correlation, exposures
from mlbcore.analysis.advice.limits import broken_limits, kelly_stake
from mlbcore.analysis.ledger.accounts import settled, total_stake
from mlbcore.models import Account, Bet, Market, Side
from mlbcore.odds import Settlement
from mlbcore.settings import BettingSettings
from mlbcore.testing.bets import HOME_BET, bets, open_bets, sums
from mlbcore.testing.strategies import prices, probabilities

DATE = dt.date(2025, 7, 2)
NOON = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)
HOME = evolve(HOME_BET, price=-110)
OVER = evolve(HOME, market=Market.TOTAL, side=Side.OVER, line=8.5)
TEAM_OVER = evolve(OVER, market=Market.TEAM_TOTAL, team=Side.HOME, line=4.5)
LIMITS = BettingSettings()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (HOME, evolve(HOME, market=Market.RUN_LINE, line=-1.5), 1),
        (HOME, evolve(HOME, side=Side.AWAY), -1),
        (HOME, OVER, 0),
        (OVER, evolve(OVER, side=Side.UNDER), -1),
        (TEAM_OVER, OVER, 1),
        (TEAM_OVER, HOME, 1),
        (TEAM_OVER, evolve(HOME, side=Side.AWAY), -1),
        (TEAM_OVER, evolve(TEAM_OVER, team=Side.AWAY), 0),
        (TEAM_OVER, evolve(TEAM_OVER, team=Side.AWAY, side=Side.UNDER), 0),
        (evolve(TEAM_OVER, side=Side.UNDER), HOME, -1),
        (HOME, evolve(HOME, game=2), 0),
    ],
)
def test_bets_of_a_game_win_together_where_they_lean_the_same_way(
    one: Bet, other: Bet, expected: int
) -> None:
    assert correlation(one, other) == correlation(other, one) == expected


@given(open_bets())
def test_a_bet_wins_with_itself_and_against_its_other_side(bet: Bet) -> None:
    assert correlation(bet, bet) == 1
    assert correlation(bet, evolve(bet, side=bet.side.other)) == -1


def test_exposure_is_counted_by_account_day_and_game() -> None:
    placed = [
        HOME,
        evolve(HOME, market=Market.RUN_LINE, line=-1.5, stake=Decimal(5)),
        evolve(HOME, side=Side.AWAY, game=2),
        evolve(HOME, account=Account.REAL),
        settled(HOME, Settlement.WIN, NOON),
    ]
    told = [
        (one.account.value, one.game, one.bets, int(one.staked), one.together, int(one.day_staked))
        for one in exposures(placed)
    ]
    assert told == [
        ("paper", 1, 2, 15, 1, 25),
        ("paper", 2, 1, 10, 0, 25),
        ("real", 1, 1, 10, 0, 10),
    ]


@given(st.lists(bets(), max_size=6))
def test_the_exposure_of_all_games_is_the_stake_of_all_open_bets(placed: list[Bet]) -> None:
    found = exposures(placed)
    assert sum(one.staked for one in found) == total_stake(bet for bet in placed if bet.is_open)
    days: dict[tuple[Account, dt.date], Decimal] = defaultdict(Decimal)
    for one in found:
        days[one.account, one.date] += one.staked
    assert all(days[one.account, one.date] == one.day_staked for one in found)
    assert exposures(reversed(placed)) == found


def test_each_limit_that_is_broken_is_named() -> None:
    assert broken_limits(HOME, 4, LIMITS) == []
    worse = evolve(HOME, price=-161, stake=Decimal("4.99"))
    price, day, stake = broken_limits(worse, 5, LIMITS)
    assert "-161 is worse than betting.max_juice -160" in price
    assert "betting.max_daily 5" in day
    assert "4.99 is below betting.minimum_stake 5" in stake
    assert len(broken_limits(worse, 5, evolve(LIMITS, juice_filter=False))) == 2


@pytest.mark.parametrize(
    ("price", "broken"), [(-160, False), (-161, True), (100, False), (900, False)]
)
def test_only_a_price_that_lays_more_is_worse(price: int, broken: bool) -> None:
    assert bool(broken_limits(evolve(HOME, price=price), 0, LIMITS)) is broken


def test_kelly_stakes_a_quarter_of_the_bankroll_share_up_to_the_cap() -> None:
    assert kelly_stake(100, 0.55, Decimal(1000), LIMITS) == Decimal("25.00")
    assert kelly_stake(100, 0.9, Decimal(1000), LIMITS) == Decimal("50.00")
    assert kelly_stake(-110, 0.5, Decimal(1000), LIMITS) == 0
    assert kelly_stake(100, 0.9, Decimal(-10), LIMITS) == 0


@given(prices(), probabilities(), sums())
def test_kelly_never_stakes_more_than_the_cap(
    price: int, probability: float, bankroll: Decimal
) -> None:
    stake = kelly_stake(price, probability, bankroll, LIMITS)
    assert 0 <= stake <= bankroll * Decimal("0.05")
    assert stake == stake.quantize(Decimal("0.01"))


def test_every_market_and_side_leans_somewhere() -> None:
    for market, team in product(set(Market) - {Market.PROP}, (Side.AWAY, Side.HOME)):
        for side in market.sides:
            line = Decimal("1.5") if market.has_line else None
            whose = team if market is Market.TEAM_TOTAL else None
            bet = evolve(HOME, market=market, side=side, line=line, team=whose)
            assert correlation(bet, bet) == 1
