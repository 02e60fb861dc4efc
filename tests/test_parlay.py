"""A parlay is multiplied exactly and rounded once."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mlbcore.odds import parlay, round_robin
from mlbcore.odds.quoted import Quoted, as_price
from mlbcore.testing import strategies


@given(st.lists(strategies.quoted_prices(), min_size=1, max_size=20))
def test_a_parlay_is_the_exact_product(prices: list[Quoted]) -> None:
    exact = Fraction(1)
    for price in prices:
        exact *= as_price(price).decimal
    assert parlay(prices).decimal == exact
    assert parlay([*prices, None]).decimal == exact


def test_a_parlay_is_rounded_once() -> None:
    assert parlay([-110, -110]).american == 264
    assert parlay([-110, -110, -110]).decimal == Fraction(9261, 1331)


def test_a_round_robin_is_every_parlay_of_the_size() -> None:
    prices = [-110, 150, 200]
    assert round_robin(prices, 2) == [parlay([-110, 150]), parlay([-110, 200]), parlay([150, 200])]


def test_every_reference_parlay_is_matched(shared: Path) -> None:
    cases = json.loads((shared / "data" / "odds_reference.json").read_text("utf-8"))["cases"]
    ours = [case for case in cases if case["kind"] == "parlay"]
    assert ours
    for case in ours:
        assert parlay(case["american"]).decimal == Fraction(case["expected"]["decimal_exact"])
