"""Bets are settled as books settle them: pushes and halves, never a loss for a push."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.odds import GameResult, OddsError, Selection, Settlement, settle

RUNS = st.integers(0, 20)
LINES = st.integers(-20, 20).map(lambda quarter: quarter / 4)
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


@given(RUNS, RUNS, LINES)
def test_what_one_side_wins_the_other_loses(away: int, home: int, line: float) -> None:
    pairs = [
        (
            Selection(market="run_line", side="home", line=line),
            Selection(market="run_line", side="away", line=-line),
        ),
    ]
    if line > 0:
        pairs.append(
            (
                Selection(market="total", side="over", line=line),
                Selection(market="total", side="under", line=line),
            )
        )
    for one, other in pairs:
        won = settle(one, score(away, home)), settle(other, score(away, home))
        assert SHARES[won[0]] + SHARES[won[1]] == 0


@given(RUNS, RUNS, st.integers(-20, 20))
def test_a_quarter_line_is_half_on_each_neighbour(away: int, home: int, half: int) -> None:
    low = half / 2
    middle, high = low + 0.25, low + 0.5
    settled = [
        SHARES[settle(Selection(market="run_line", side="home", line=line), score(away, home))]
        for line in (low, middle, high)
    ]
    assert settled[1] == (settled[0] + settled[2]) / 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"market": "moneyline", "side": "over"},
        {"market": "moneyline", "side": "home", "line": 1.5},
        {"market": "run_line", "side": "home"},
        {"market": "run_line", "side": "home", "line": 1.3},
        {"market": "total", "side": "over", "line": 0},
        {"market": "total", "side": "over", "line": -8.5},
        {"market": "team_total", "side": "over", "line": 4.5},
        {"market": "total", "side": "over", "line": 8.5, "team": "home"},
        {"market": "total", "side": "over", "line": 8.5, "period": "ninth"},
        {"market": "prop", "side": "over", "line": 8.5},
    ],
    ids=str,
)
def test_what_nobody_can_bet_on_is_an_error(wrong: dict[str, Any]) -> None:
    with pytest.raises(OddsError):
        Selection(**wrong)
