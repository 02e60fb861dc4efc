"""Bets are settled as books settle them: pushes and halves, never a loss for a push."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from hypothesis import assume, given

from mlbcore.odds import GameResult, OddsError, Selection, Settlement, settle
from mlbcore.odds.sides import HANDICAP, TOTAL
from mlbcore.testing import strategies

SHARES = {
    Settlement.WIN: Fraction(1),
    Settlement.HALF_WIN: Fraction(1, 2),
    Settlement.PUSH: Fraction(0),
    Settlement.HALF_LOSS: Fraction(-1, 2),
    Settlement.LOSS: Fraction(-1),
}


def score(away: int, home: int) -> GameResult:
    return GameResult(away=away, home=home)


@pytest.mark.parametrize(
    ("selection", "settled"),
    [
        (("moneyline", "home", None), "win"),
        (("moneyline", "away", None), "loss"),
        (("run_line", "home", -1.5), "win"),
        (("run_line", "home", -2), "push"),
        (("run_line", "home", -2.5), "loss"),
        (("run_line", "home", -1.75), "half_win"),
        (("run_line", "home", -2.25), "half_loss"),
        (("run_line", "away", 1.5), "loss"),
        (("run_line", "away", 2), "push"),
        (("run_line", "home", 0), "win"),
        (("total", "over", 8), "push"),
        (("total", "under", 8), "push"),
        (("total", "over", 7.75), "half_win"),
        (("total", "over", 8.25), "half_loss"),
        (("total", "under", 8.25), "half_win"),
        (("total", "under", 8.5), "win"),
    ],
)
def test_a_game_that_ends_three_to_five(
    selection: tuple[str, str, float | None], settled: str
) -> None:
    market, side, line = selection
    assert settle(Selection(market=market, side=side, line=line), score(3, 5)) == settled


def test_a_team_total_counts_one_team() -> None:
    over = Selection(market="team_total", side="over", line=3.5, team="away")
    assert settle(over, score(4, 0)) is Settlement.WIN
    assert settle(over, score(3, 9)) is Settlement.LOSS
    home = Selection(market="team_total", side="under", line=3.5, team="home")
    assert settle(home, score(9, 3)) is Settlement.WIN
    assert settle(home, score(3, 9)) is Settlement.LOSS


def test_a_tie_pushes_the_moneyline() -> None:
    assert settle(Selection(market="moneyline", side="home"), score(4, 4)) is Settlement.PUSH


def test_five_innings_count_though_the_game_did_not() -> None:
    result = GameResult(away=3, home=2, away_five=0, home_five=2, complete=False)
    five = Selection(market="moneyline", side="home", period="first_five")
    assert settle(five, result) is Settlement.WIN
    assert settle(Selection(market="moneyline", side="home"), result) is Settlement.VOID


def test_what_was_not_played_is_void() -> None:
    nothing = GameResult(away=None, home=None)
    assert settle(Selection(market="total", side="over", line=8.5), nothing) is Settlement.VOID


@given(strategies.selections(), strategies.game_results())
def test_a_quarter_line_is_half_on_each_neighbour(bet: Selection, result: GameResult) -> None:
    low = math.floor((bet.line or 0) * 2) / 2
    assume(bet.line is not None and (low > 0 or bet.side in HANDICAP))
    worse, half, better = (
        settle(evolve(bet, line=line), result) for line in (low, low + 0.25, low + 0.5)
    )
    if half is not Settlement.VOID:
        assert SHARES[half] == (SHARES[worse] + SHARES[better]) / 2


@given(strategies.selections(), strategies.game_results())
def test_the_stake_is_conserved_over_any_result(bet: Selection, result: GameResult) -> None:
    """What one side wins the other loses, on the same number, and both are void together."""
    pair = HANDICAP if bet.side in HANDICAP else TOTAL
    answer = next(side for side in pair if side != bet.side)
    line = -bet.line if bet.line is not None and pair is HANDICAP else bet.line
    settled, answered = settle(bet, result), settle(evolve(bet, side=answer, line=line), result)
    if settled is Settlement.VOID:
        assert answered is Settlement.VOID
    else:
        assert SHARES[settled] + SHARES[answered] == 0


@given(strategies.selections(), strategies.game_results())
def test_a_bet_is_void_exactly_when_its_innings_were_not_played(
    bet: Selection, result: GameResult
) -> None:
    five = bet.period == "first_five"
    played = result.away_five is not None if five else result.away is not None and result.complete
    assert (settle(bet, result) is Settlement.VOID) != played


@pytest.mark.parametrize(("line", "settled"), [(100, "loss"), (8.25, "half_loss"), (0.5, "win")])
def test_long_lines_and_short_ones_are_settled(line: float, settled: str) -> None:
    assert settle(Selection(market="total", side="Over", line=line), score(3, 5)) == settled


def test_scores_of_any_whole_type_are_taken() -> None:
    runs: Any = (np.int64(3), 5.0)
    assert GameResult(away=runs[0], home=runs[1]) == score(3, 5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"market": "moneyline", "side": "over"},
        {"market": "moneyline", "side": "home", "line": 1.5},
        {"market": "team_total", "side": "over", "line": 4.5},
        {"market": "total", "side": "over", "line": 8.5, "team": "home"},
    ],
    ids=str,
)
def test_what_nobody_can_bet_on_is_an_error(wrong: dict[str, Any]) -> None:
    with pytest.raises(OddsError):
        Selection(**wrong)
