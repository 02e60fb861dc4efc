"""Key numbers of final scores."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.analysis.landing import key_numbers
from mlbcore.errors import MissingError
from mlbcore.models import Game, GameStatus
from mlbcore.models.game import final_score
from mlbcore.odds import clv

SCORES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=50)


def game(away: int | None, home: int | None, status: GameStatus = GameStatus.FINAL) -> Game:
    return Game(
        id=1,
        date=dt.date(2011, 4, 1),
        away="LAD",
        home="SF",
        status=status,
        away_score=away,
        home_score=home,
    )


def test_the_key_numbers_of_four_games_are_those_counted_by_hand() -> None:
    found = key_numbers([game(3, 4), game(2, 1), game(5, 2), game(0, 8)])
    assert (found.games, found.mean_total) == (4, 6.25)
    assert (found.odd_totals, found.one_run) == (0.75, 0.5)
    assert found.totals == {3: 0.25, 7: 0.5, 8: 0.25}
    assert found.home_margins == {-3: 0.25, -1: 0.25, 1: 0.25, 8: 0.25}


@pytest.mark.parametrize("status", GameStatus)
def test_only_a_game_that_is_final_has_a_final_score(status: GameStatus) -> None:
    assert final_score(game(None, None, status)) is None
    assert final_score(game(0, 0, status)) == ((0, 0) if status is GameStatus.FINAL else None)


def test_a_game_that_is_not_over_does_not_count() -> None:
    found = key_numbers([game(3, 4), game(2, 2, GameStatus.SUSPENDED), game(None, None)])
    assert found.games == 1
    with pytest.raises(MissingError):
        key_numbers([game(2, 2, GameStatus.LIVE)])


@given(SCORES)
def test_the_shares_are_of_all_games(scores: list[tuple[int, int]]) -> None:
    found = key_numbers(game(*score) for score in scores)
    assert sum(found.totals.values()) == pytest.approx(1)
    assert sum(found.home_margins.values()) == pytest.approx(1)
    assert found.mean_total == pytest.approx(sum(map(sum, scores)) / len(scores))


@given(SCORES)
def test_a_margin_and_a_total_are_odd_together(scores: list[tuple[int, int]]) -> None:
    found = key_numbers(game(*score) for score in scores)
    odd_margins = sum(share for runs, share in found.home_margins.items() if runs % 2)
    assert found.odd_totals == pytest.approx(odd_margins)
    assert found.one_run <= odd_margins + 1e-12


def test_a_moved_total_is_valued_by_the_shares_of_these_games() -> None:
    totals = key_numbers([game(4, 5), game(3, 3), game(2, 3), game(6, 5)]).totals
    value = clv(100, 100, line=8.5, close_line=9.5, fair=0.5, side="over", landing=totals)
    assert value.expected_value == pytest.approx(2 * totals[9])
