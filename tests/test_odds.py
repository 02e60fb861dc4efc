"""Prices and vig: laws, in floats."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.odds import american_to_decimal, american_to_probability, booksum, no_vig
from mlbcore.testing import strategies


@given(strategies.prices())
def test_probability_is_the_inverse_of_the_payout(price: int) -> None:
    exact = Fraction(price, 100) if price > 0 else Fraction(100, -price)
    assert american_to_decimal(price) == pytest.approx(float(1 + exact), rel=1e-15)
    assert american_to_probability(price) == pytest.approx(float(1 / (1 + exact)), rel=1e-15)


@given(st.integers(101, 1_000_000))
def test_a_fair_pair_adds_up_to_exactly_one(price: int) -> None:
    assert booksum([price, -price]) == 1


@given(st.lists(strategies.prices(), min_size=2, max_size=20))
def test_without_vig_probabilities_sum_to_one_and_keep_their_order(prices: list[int]) -> None:
    fair = no_vig(prices)
    assert sum(fair) == pytest.approx(1, abs=1e-12)
    order = sorted(range(len(prices)), key=lambda i: american_to_probability(prices[i]))
    assert [fair[i] for i in order] == sorted(fair)
