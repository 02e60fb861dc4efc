"""Scores of probabilities: their laws, their bins, and two forecasts compared."""

from __future__ import annotations

import math
from random import Random
from statistics import NormalDist, fmean
from typing import TypeAlias

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.analysis.calibration import (
    Losses,
    brier_score,
    calibration,
    compare,
    decile_cuts,
    log_loss,
    log_losses,
    squared_errors,
)
from mlbcore.errors import RecordError
from mlbcore.testing import strategies

Games: TypeAlias = list[tuple[float, bool]]

GAMES = st.lists(st.tuples(strategies.probabilities(), st.booleans()), min_size=1, max_size=60)
PAIRS = st.lists(
    st.tuples(strategies.probabilities(), strategies.probabilities(), st.booleans()),
    min_size=2,
    max_size=60,
)
LOSSES = pytest.mark.parametrize("losses", [log_losses, squared_errors])


def split(games: Games) -> tuple[list[float], list[bool]]:
    return [chance for chance, _ in games], [came for _, came in games]


def scores(games: Games) -> tuple[float, float]:
    return brier_score(*split(games)), log_loss(*split(games))


def test_the_scores_of_two_games_are_those_worked_out_by_hand() -> None:
    brier, log = scores([(0.6, True), (0.8, False)])
    assert brier == pytest.approx((0.4**2 + 0.8**2) / 2)
    assert log == pytest.approx(-(math.log(0.6) + math.log(0.2)) / 2)
    assert scores([(0.5, True), (0.5, False)]) == pytest.approx((0.25, math.log(2)))


@given(st.lists(st.booleans(), min_size=1))
def test_a_perfect_forecast_scores_nothing_and_its_opposite_the_most(outcomes: list[bool]) -> None:
    assert scores([(float(came), came) for came in outcomes]) == (0, 0)
    assert calibration(outcomes, outcomes).expected_error == 0
    assert scores([(float(not came), came) for came in outcomes]) == (1, math.inf)


@given(GAMES, st.randoms())
def test_the_order_of_the_games_does_not_matter(games: Games, random: Random) -> None:
    shuffled = random.sample(games, len(games))
    assert scores(shuffled) == pytest.approx(scores(games))
    error = calibration(*split(games)).expected_error
    assert calibration(*split(shuffled)).expected_error == pytest.approx(error)


@given(GAMES)
def test_the_other_side_of_each_game_has_the_same_scores(games: Games) -> None:
    assert scores([(1 - chance, not came) for chance, came in games]) == pytest.approx(
        scores(games)
    )


@given(GAMES)
def test_the_log_loss_is_never_below_the_brier_score(games: Games) -> None:
    brier, log = scores(games)
    assert 0 <= brier <= log


@given(st.lists(st.booleans(), min_size=1), strategies.probabilities())
def test_the_base_rate_is_the_best_one_number_and_calibrated(
    outcomes: list[bool], other: float
) -> None:
    rate = fmean(outcomes)
    constant = [(rate, came) for came in outcomes]
    assert calibration(*split(constant)).expected_error == pytest.approx(0, abs=1e-12)
    for best, its in zip(scores(constant), scores([(other, c) for c in outcomes]), strict=True):
        assert best <= its + 1e-12


@given(GAMES)
def test_reliability_less_resolution_and_uncertainty_make_the_brier_score(games: Games) -> None:
    chances, outcomes = split(games)
    found = calibration(chances, outcomes)
    place = np.searchsorted([one.low for one in found.bins], chances, side="right") - 1
    means = [found.bins[at].forecast for at in place]
    parts = found.reliability - found.resolution + found.uncertainty
    assert parts == pytest.approx(brier_score(means, outcomes))
    assert found.uncertainty == pytest.approx(brier_score([found.base_rate] * len(games), outcomes))


@given(GAMES)
def test_every_forecast_is_in_one_bin_and_its_mean_within(games: Games) -> None:
    found = calibration(*split(games))
    assert found.count == len(games)
    assert all(one.low <= one.forecast + 1e-12 and one.forecast < one.high for one in found.bins)
    assert found.base_rate == pytest.approx(fmean(came for _, came in games))
    assert found.expected_error**2 <= found.reliability + 1e-12


def test_a_bin_begins_at_its_lower_cut_and_only_the_last_holds_its_upper() -> None:
    chances = [0, 0.0999, 0.1, 0.3, 0.9, 1]
    found = calibration(chances, [0, 1, 0, 1, 1, 1])
    assert [(one.low, one.high, one.count) for one in found.bins] == [
        (0, 0.1, 2),
        (0.1, 0.2, 1),
        (0.3, 0.4, 1),
        (0.9, 1, 2),
    ]
    assert [one.observed for one in found.bins] == [0.5, 0, 1, 1]
    assert found.bins[0].gap == pytest.approx(0.5 - 0.04995)


def to_a_millionth(chance: float) -> float:
    """Between two neighbours among the floats there is no room for a cut."""
    return round(chance, 6)


@given(st.lists(strategies.probabilities(), min_size=10, max_size=80, unique_by=to_a_millionth))
def test_deciles_part_the_forecasts_into_ten_of_a_size(chances: list[float]) -> None:
    found = calibration(chances, [True] * len(chances), decile_cuts(chances))
    counts = [one.count for one in found.bins]
    assert len(counts) == 10
    assert max(counts) - min(counts) <= 1


def test_deciles_of_equal_forecasts_are_one_bin() -> None:
    found = calibration([0.5] * 4, [True, True, False, False], decile_cuts([0.5] * 4))
    assert [(one.count, one.gap) for one in found.bins] == [(4, 0)]


def test_forecasts_that_are_true_show_the_error_that_chance_makes() -> None:
    random = np.random.default_rng(1906)
    chances = random.uniform(0.3, 0.7, 500)
    seasons = [calibration(chances, random.random(500) < chances) for _ in range(400)]
    mean = fmean(season.expected_error for season in seasons)
    assert mean == pytest.approx(seasons[0].chance_error, rel=0.05)


@LOSSES
@given(PAIRS)
def test_a_comparison_the_other_way_round_changes_its_sign(
    losses: Losses, pairs: list[tuple[float, float, bool]]
) -> None:
    first, second, outcomes = zip(*pairs, strict=True)
    there, back = compare(first, second, outcomes, losses), compare(second, first, outcomes, losses)
    assert (there.gain, there.low, there.high) == pytest.approx((-back.gain, -back.high, -back.low))
    assert there.gain == pytest.approx(
        float(losses(first, outcomes).mean() - losses(second, outcomes).mean()), abs=1e-12
    )
    assert there.beyond_chance == back.beyond_chance
    same = compare(first, first, outcomes, losses)
    assert (same.gain, same.low, same.high, same.beyond_chance) == (0, 0, 0, False)


def test_the_interval_is_that_of_a_mean_of_paired_differences() -> None:
    found = compare([0.5, 0.5, 0.5], [0.6, 0.7, 0.4], [1, 1, 1], squared_errors)
    gains = [0.25 - 0.16, 0.25 - 0.09, 0.25 - 0.36]
    reach = 1.959964 * NormalDist.from_samples(gains).stdev / math.sqrt(3)
    mean = fmean(gains)
    assert (found.gain, found.low, found.high) == pytest.approx((mean, mean - reach, mean + reach))
    assert found.count == 3
    assert not found.beyond_chance


def test_the_interval_holds_the_true_gain_as_often_as_it_says() -> None:
    random = np.random.default_rng(1906)
    truth, guess = random.uniform(0.3, 0.7, 400), np.full(400, 0.5)
    gain = float(((truth - guess) ** 2).mean())
    found = [compare(guess, truth, random.random(400) < truth, squared_errors) for _ in range(600)]
    assert fmean(one.low <= gain <= one.high for one in found) == pytest.approx(0.95, abs=0.03)


@pytest.mark.parametrize(
    ("forecasts", "outcomes"),
    [
        ([], []),
        ([0.5], [1, 0]),
        ([[0.5]], [[1]]),
        ([1.1], [1]),
        ([math.nan], [1]),
        ([0.5], [0.5]),
        (["even"], [1]),
        ([[0.5], [0.5, 0.5]], [1, 1]),
    ],
)
def test_what_is_neither_forecast_nor_outcome_is_refused(
    forecasts: list[float], outcomes: list[float]
) -> None:
    with pytest.raises(RecordError):
        brier_score(forecasts, outcomes)


@pytest.mark.parametrize("cuts", [(0.5, 0.4), (0.5, 0.5), (-0.1,), (1.1,), (math.nan,)])
def test_cuts_that_do_not_rise_are_refused(cuts: tuple[float, ...]) -> None:
    with pytest.raises(RecordError, match="cuts"):
        calibration([0.5], [1], cuts)


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(RecordError, match="two games"):
        compare([0.5], [0.5], [1])
    with pytest.raises(RecordError, match="finite"):
        compare([0.5, 1], [0.5, 0.5], [1, 0])
    with pytest.raises(RecordError, match="level"):
        compare([0.5, 0.5], [0.5, 0.5], [1, 0], level=1)
