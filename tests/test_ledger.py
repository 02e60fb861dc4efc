"""Bets are settled from scores, to the cent, and a bankroll is what was put in and won."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.analysis.ledger.accounts import (
    Pending,
    bankroll,
    drawdown,
    returned,
    settled,
    settled_bets,
    settlement_of,
    total_profit,
)
from mlbcore.errors import RecordError
from mlbcore.models import (
    Bet,
    Context,
    Deposit,
    DoubleHeader,
    Game,
    GameStatus,
    GameType,
    Market,
    Period,
    Side,
    VoidRule,
    dollars,
)
from mlbcore.odds import Settlement
from mlbcore.testing.bets import HOME_BET, bets, deposits, open_bets, sums
from mlbcore.testing.strategies import games, prices

DATE = dt.date(2025, 7, 2)
START = dt.datetime(2025, 7, 2, 22, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
NIGHT = START + 6 * HOUR
FINAL = Game(
    id=1,
    date=DATE,
    away="SD",
    home="PHI",
    start=START,
    status=GameStatus.FINAL,
    away_score=3,
    home_score=5,
)
HOME = evolve(HOME_BET, price=-110, stake=Decimal(11), placed_at=START)
FINALS = games().map(lambda game: evolve(game, id=1, status=GameStatus.FINAL, start_tbd=True))


def context(innings: int | None, scheduled: int | None = None) -> Context:
    return Context(
        game=1,
        game_type=GameType.REGULAR,
        season=2025,
        double_header=DoubleHeader.NONE,
        scheduled_innings=scheduled,
        innings=innings,
    )


def verdict(bet: Bet, game: Game = FINAL, said: Context | None = None) -> str:
    found = settlement_of(bet, game, said, NIGHT)
    return found.reason if isinstance(found, Pending) else found.value


@pytest.mark.parametrize(
    ("market", "side", "line", "expected"),
    [
        (Market.MONEYLINE, Side.AWAY, None, "loss"),
        (Market.RUN_LINE, Side.HOME, -1.5, "win"),
        (Market.ALTERNATE_RUN_LINE, Side.AWAY, 2, "push"),
        (Market.TOTAL, Side.OVER, 8.25, "half_loss"),
        (Market.ALTERNATE_TOTAL, Side.UNDER, 8.25, "half_win"),
    ],
)
def test_a_bet_is_settled_by_the_final_score(
    market: Market, side: Side, line: float | None, expected: str
) -> None:
    assert verdict(evolve(HOME, market=market, side=side, line=line)) == expected


def test_a_team_total_is_settled_by_its_teams_runs() -> None:
    over = evolve(HOME, market=Market.TEAM_TOTAL, team=Side.HOME, side=Side.OVER, line=4.5)
    assert verdict(over) == "win"
    assert verdict(evolve(over, team=Side.AWAY)) == "loss"


@pytest.mark.parametrize(
    "game",
    [
        evolve(FINAL, status=GameStatus.POSTPONED, away_score=None, home_score=None),
        evolve(FINAL, status=GameStatus.CANCELLED, away_score=None, home_score=None),
        evolve(FINAL, date=DATE + dt.timedelta(1)),
    ],
)
def test_a_game_that_is_not_played_on_its_date_voids_its_bets(game: Game) -> None:
    assert verdict(HOME, game) == "void"
    assert verdict(evolve(HOME, period=Period.FIRST_FIVE), game) == "void"


@pytest.mark.parametrize(
    ("bet", "game", "reason"),
    [
        (HOME, evolve(FINAL, status=GameStatus.SUSPENDED), "the game is suspended"),
        (HOME, evolve(FINAL, status=None), "the game is of no known status"),
        (HOME, evolve(FINAL, away_score=None, home_score=None), "the final score is not known"),
        (HOME, evolve(FINAL, start=NIGHT + dt.timedelta(1)), "the game begins at 2025-07-04"),
        (evolve(HOME, period=Period.FIRST_FIVE), FINAL, "the score of first_five is not known"),
        (evolve(HOME, period=Period.FIRST_HALF), FINAL, "the score of first_half is not known"),
    ],
)
def test_what_is_not_known_leaves_a_bet_open_with_the_reason(
    bet: Bet, game: Game, reason: str
) -> None:
    assert verdict(bet, game).startswith(reason)


def test_under_the_full_rule_a_game_must_go_its_length() -> None:
    full = evolve(HOME, rule=VoidRule.FULL)
    assert verdict(full, FINAL, context(9)) == "win"
    assert verdict(full, FINAL, context(8)) == "void"
    assert verdict(full, FINAL, context(7, scheduled=7)) == "win"
    assert verdict(full, FINAL, context(None)) == "how many innings were played is not known"
    assert verdict(full) == "how many innings were played is not known"
    assert verdict(HOME, FINAL, context(5)) == "win"


@pytest.mark.parametrize(
    ("settlement", "price", "stake", "payout"),
    [
        (Settlement.WIN, -110, "11", "21.00"),
        (Settlement.WIN, -150, "25", "41.67"),
        (Settlement.HALF_WIN, -110, "11", "16.00"),
        (Settlement.PUSH, -110, "11", "11.00"),
        (Settlement.VOID, 150, "0.01", "0.01"),
        (Settlement.HALF_LOSS, 150, "0.01", "0.01"),
        (Settlement.LOSS, 150, "11", "0.00"),
    ],
)
def test_a_payout_is_rounded_to_the_cent(
    settlement: Settlement, price: int, stake: str, payout: str
) -> None:
    done = settled(evolve(HOME, price=price, stake=Decimal(stake)), settlement, NIGHT)
    assert str(done.payout) == payout
    assert done.profit == Decimal(payout) - Decimal(stake)


def test_a_bet_is_settled_once_and_again_when_the_score_is_corrected() -> None:
    (first,), open_bets = settled_bets([HOME], {1: FINAL}, {}, NIGHT)
    assert (first.before, first.after.settlement, open_bets) == (HOME, Settlement.WIN, [])
    assert settled_bets([first.after], {1: FINAL}, {}, NIGHT + dt.timedelta(1)) == ([], [])
    corrected = evolve(FINAL, away_score=6)
    (again,), _ = settled_bets([first.after], {1: corrected}, {}, NIGHT)
    assert (again.before.settlement, again.after.settlement) == (Settlement.WIN, Settlement.LOSS)


def test_a_settled_bet_stays_so_where_the_score_is_not_known_any_more() -> None:
    (done,), _ = settled_bets([HOME], {1: FINAL}, {}, NIGHT)
    unknown = evolve(FINAL, away_score=None, home_score=None)
    assert settled_bets([done.after], {1: unknown}, {}, NIGHT) == ([], [])


@given(st.lists(bets(), max_size=3), FINALS)
def test_settling_twice_changes_nothing_the_second_time(placed: list[Bet], game: Game) -> None:
    here = [evolve(bet, game=1, date=game.date) for bet in placed]
    changes, pending = settled_bets(here, {1: game}, {}, NIGHT)
    after = [change.after for change in changes] + [one.bet for one in pending]
    assert settled_bets(after, {1: game}, {}, NIGHT) == ([], pending)


@given(open_bets(), FINALS)
def test_two_bets_against_each_other_at_even_money_get_their_stakes_back(
    bet: Bet, game: Game
) -> None:
    line = -bet.line if bet.line is not None and bet.side in (Side.AWAY, Side.HOME) else bet.line
    pair = (bet, evolve(bet, side=bet.side.other, line=line))
    found = [settlement_of(evolve(one, date=game.date), game, None, NIGHT) for one in pair]
    assert isinstance(found[0], Pending) == isinstance(found[1], Pending)
    back = [returned(one, 100) for one in found if isinstance(one, Settlement)]
    assert sum(back) == len(back)


@given(open_bets(), st.sampled_from(Settlement), st.integers(1, 5))
def test_a_profit_grows_with_the_stake(bet: Bet, settlement: Settlement, times: int) -> None:
    exact = Fraction(bet.stake) * (returned(settlement, bet.price) - 1)
    one = settled(bet, settlement, NIGHT).profit
    many = settled(evolve(bet, stake=bet.stake * times), settlement, NIGHT).profit
    assert one is not None
    assert many is not None
    assert abs(Fraction(one) - exact) <= Fraction(1, 200)
    assert abs(Fraction(many) - times * exact) <= Fraction(1, 200)


FEW_DEPOSITS, FEW_BETS = st.lists(deposits(), max_size=3), st.lists(bets(), max_size=3)


@given(sums(), FEW_DEPOSITS, FEW_BETS, FEW_DEPOSITS, FEW_BETS)
def test_a_bankroll_is_the_deposits_and_all_profits(
    start: Decimal, some: list[Deposit], won: list[Bet], more: list[Deposit], lost: list[Bet]
) -> None:
    whole = bankroll(start, some + more, won + lost)
    assert whole == bankroll(start, some, won) + bankroll(Decimal(0), more, lost)
    assert bankroll(start, [], []) == start
    assert bankroll(start, some, []) == start + sum(deposit.amount for deposit in some)


@given(sums(), open_bets(), st.sampled_from(Settlement))
def test_a_bet_changes_the_bankroll_by_its_profit_and_only_when_it_is_settled(
    start: Decimal, bet: Bet, settlement: Settlement
) -> None:
    done = settled(bet, settlement, NIGHT)
    assert bankroll(start, [], [bet]) == start
    assert bankroll(start, [], [done]) - start == done.profit


def test_a_drawdown_is_the_deepest_fall_from_a_peak() -> None:
    told = [("win", 10), ("loss", 11), ("loss", 5), ("win", 40), ("loss", 12)]
    done = [
        settled(
            evolve(HOME, id=UUID(int=n), price=100, stake=Decimal(stake)),
            Settlement(word),
            NIGHT + dt.timedelta(n),
        )
        for n, (word, stake) in enumerate(told)
    ]
    assert drawdown(done) == 16
    assert drawdown(reversed(done)) == 16
    assert drawdown(done[:1]) == 0


@pytest.mark.parametrize(("game", "later", "deepest"), [(1, 0, 0), (2, 0, 10), (1, 1, 10)])
def test_bets_of_one_game_that_are_settled_at_one_time_are_settled_together(
    game: int, later: int, deepest: int
) -> None:
    first = evolve(HOME, id=UUID(int=1), game=1, price=100, stake=Decimal(10))
    second = evolve(first, id=UUID(int=2), game=game, placed_at=first.placed_at + HOUR)
    done = [
        settled(first, Settlement.LOSS, NIGHT),
        settled(second, Settlement.WIN, NIGHT + later * HOUR),
    ]
    assert drawdown(done) == deepest


@given(st.lists(bets(), unique_by=lambda bet: bet.id).flatmap(st.permutations))
def test_a_drawdown_is_never_more_than_what_was_lost(placed: list[Bet]) -> None:
    lost = [bet for bet in placed if bet.profit is not None and bet.profit < 0]
    assert 0 <= drawdown(placed) <= -total_profit(lost)
    assert drawdown(sorted(placed, key=lambda bet: bet.id)) == drawdown(placed)


@pytest.mark.parametrize(
    "wrong",
    [
        {"market": Market.PROP, "side": Side.YES},
        {"side": Side.OVER},
        {"team": Side.HOME},
        {"market": Market.TEAM_TOTAL, "side": Side.OVER, "line": 4.5},
        {"market": Market.RUN_LINE},
        {"line": 1.5},
        {"price": 99},
        {"stake": Decimal(0)},
        {"stake": Decimal("0.001")},
        {"stake": Decimal(100), "price": 1_000_000_000},
        {"stake": 11.5},
        {"placed_at": dt.datetime(2025, 7, 2)},  # noqa: DTZ001
        {"note": "\x00"},
        {"settlement": Settlement.WIN},
        {"settlement": Settlement.WIN, "payout": Decimal(-1), "settled_at": NIGHT},
        {"payout": Decimal(1), "settled_at": NIGHT},
    ],
)
def test_a_bet_that_cannot_be_is_no_record(wrong: dict[str, Any]) -> None:
    with pytest.raises(RecordError):
        evolve(HOME, **wrong)


@pytest.mark.parametrize("wrong", [1.5, True, "5", Decimal("NaN"), Decimal("0.005"), 10**9])
def test_what_is_no_sum_of_money_is_refused(wrong: object) -> None:
    with pytest.raises(RecordError):
        dollars(wrong)


@given(prices())
def test_a_push_gives_back_just_the_stake_at_any_price(price: int) -> None:
    assert returned(Settlement.PUSH, price) == returned(Settlement.VOID, price) == 1
    assert returned(Settlement.WIN, price) > 1 > returned(Settlement.LOSS, price) == 0
