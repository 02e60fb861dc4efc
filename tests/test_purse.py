"""A purse holds what an account had at an instant, whatever became of it later."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.analysis.advice.purse import ExposureRule, Purse, purse_at
from mlbcore.analysis.ledger.accounts import settled
from mlbcore.errors import RecordError
from mlbcore.models import Account, Bet, Deposit
from mlbcore.odds import Settlement
from mlbcore.testing.bets import HOME_BET, bets, deposits
from mlbcore.testing.strategies import instants

NOON = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
RULE = ExposureRule()
BET = evolve(HOME_BET, stake=Decimal(50))


def purse(*its: Bet, at: dt.datetime = NOON + HOUR) -> Purse:
    return purse_at(at, Account.PAPER, Decimal(1000), (), its)


def test_an_open_bet_takes_room_and_a_settled_one_has_changed_the_bankroll() -> None:
    lost = settled(BET, Settlement.LOSS, NOON + 2 * HOUR)
    before, after = purse(lost), purse(lost, at=NOON + 3 * HOUR)
    assert (before.bankroll, before.room(1, NOON.date(), RULE)) == (Decimal(1000), Decimal(30))
    assert (after.bankroll, after.room(1, NOON.date(), RULE)) == (Decimal(950), Decimal(76))
    assert before.placed == after.placed == 1


@pytest.mark.parametrize(("game", "used"), [(1, 0.625), (2, 0.25)])
def test_what_is_used_is_the_greater_share_of_game_and_date(game: int, used: float) -> None:
    assert purse(BET).used(game, NOON.date(), RULE) == pytest.approx(used)


def test_a_bet_counts_on_the_eastern_day_it_was_placed() -> None:
    assert purse(BET, at=NOON + 11 * HOUR).placed == 1
    assert purse(BET, at=NOON + 12 * HOUR).placed == 0


@given(st.lists(bets(), max_size=5), st.lists(deposits(), max_size=5), instants())
def test_what_came_later_changes_no_earlier_purse(
    all_bets: list[Bet], all_deposits: list[Deposit], instant: dt.datetime
) -> None:
    by_then = [bet for bet in all_bets if bet.placed_at <= instant]
    paid = [deposit for deposit in all_deposits if deposit.deposited_at <= instant]
    for account in Account:
        whole, then = (
            purse_at(instant, account, Decimal(1000), *told)
            for told in ((all_deposits, all_bets), (paid, by_then))
        )
        assert whole == then
        assert all(bet.is_open and bet.account is account for bet in whole.opened)


@pytest.mark.parametrize("share", [0.0, -0.1, 1.01, float("nan")])
@pytest.mark.parametrize("name", ["on_game", "on_date"])
def test_a_share_of_the_bankroll_is_above_nothing_and_at_most_all(name: str, share: float) -> None:
    assert evolve(RULE, **{name: 1.0})
    with pytest.raises(RecordError, match="share"):
        evolve(RULE, **{name: share})
