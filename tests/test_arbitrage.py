"""An arbitrage is one exactly when it is one; a parlay is rounded once."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.odds import OddsError, Offer, Price, arbitrage, parlay, round_robin, stake_split
from mlbcore.testing import strategies

PRICES = strategies.prices()


def two(one: int, other: int, line: float | None = None) -> list[Offer]:
    return [
        Offer("a", "away", one, line),
        Offer("b", "home", other, None if line is None else -line),
    ]


def test_no_fair_pair_is_an_arbitrage() -> None:
    assert not any(arbitrage(two(price, -price)) for price in range(100, 100_001))


@given(st.lists(PRICES, min_size=2, max_size=20))
def test_it_is_one_when_the_booksum_is_below_one(prices: list[int]) -> None:
    offers = [Offer(str(n), f"side {n}", price) for n, price in enumerate(prices)]
    book = sum((offer.price.probability for offer in offers), Fraction(0))
    found = arbitrage(offers, bankroll=1000)
    assert (found is not None) == (book < 1)
    if found is not None and found.stakes is not None and found.profit is not None:
        assert found.roi == pytest.approx(float(1 / book - 1))
        assert sum(found.stakes) == pytest.approx(1000)
        paid = [float(o.price.decimal) * s for o, s in zip(found.offers, found.stakes, strict=True)]
        assert paid == pytest.approx([1000 + found.profit] * len(paid))


@given(st.integers(101, 300), st.integers(101, 300), st.sampled_from([1, 5, 25]))
def test_rounded_stakes_guarantee_what_they_say_within_the_bankroll(
    one: int, other: int, unit: int
) -> None:
    found = arbitrage(two(one, other), bankroll=1000, unit=unit)
    assert found is not None
    assert found.rounded is not None
    assert found.guaranteed is not None
    assert found.profit is not None
    assert all(stake % unit == 0 for stake in found.rounded)
    assert sum(found.rounded) <= 1000
    worst = min(
        float(o.price.decimal) * s for o, s in zip(found.offers, found.rounded, strict=True)
    )
    assert found.guaranteed == pytest.approx(worst - sum(found.rounded))
    assert found.guaranteed <= found.profit


@given(st.integers(101, 200), st.integers(101, 200), PRICES)
def test_another_book_never_makes_it_worse(one: int, other: int, more: int) -> None:
    before = arbitrage(two(one, other))
    after = arbitrage([*two(one, other), Offer("c", "home", more)])
    assert before is not None
    assert after is not None
    assert after.roi >= before.roi


def test_one_book_against_itself_is_none() -> None:
    assert arbitrage([Offer("a", "away", 120), Offer("a", "home", 120)]) is None
    other = Offer("b", "home", 110)
    found = arbitrage([Offer("a", "away", 120), Offer("a", "home", 120), other])
    assert found is not None
    assert found.offers[1] == other


@pytest.mark.parametrize(
    "offers",
    [
        [Offer("a", "home", 150, -1.5), Offer("b", "away", 150, -1.5)],
        [Offer("a", "home", 150, -1.5), Offer("b", "away", 150, 2.5)],
        [Offer("a", "over", 120, 8), Offer("b", "under", 120, 8.5)],
        [Offer("a", "over", 120, 8), Offer("b", "home", 120, 8)],
        [Offer("a", "over", 120, 8)],
        [],
    ],
    ids=str,
)
def test_sides_that_do_not_answer_each_other_are_none(offers: list[Offer]) -> None:
    assert arbitrage(offers) is None


def test_a_handicap_is_answered_by_its_opposite() -> None:
    assert arbitrage(two(120, 120, -1.5)) is not None
    assert arbitrage([Offer("a", "over", 120, 8), Offer("b", "under", 120, 8.0)]) is not None


def test_the_return_is_on_the_stake() -> None:
    found = arbitrage(two(110, 110))
    assert found is not None
    assert found.roi == pytest.approx(0.05)


@pytest.mark.parametrize(("total", "unit"), [(0, None), (-5, None), (100, 0), (100, 200), (10, 10)])
def test_a_total_that_cannot_be_divided_is_an_error(total: float, unit: float | None) -> None:
    with pytest.raises(OddsError):
        stake_split([2.1, 2.1], total, unit)


@given(st.lists(PRICES, min_size=1, max_size=6))
def test_a_parlay_is_the_exact_product(prices: list[int]) -> None:
    exact = Fraction(1)
    for price in prices:
        exact *= Price.from_american(price).decimal
    assert parlay(prices).decimal == exact
    assert parlay([*prices, None]).decimal == exact


def test_a_parlay_is_rounded_once() -> None:
    assert parlay([-110, -110]).american == 264
    assert parlay([-110, -110, -110]).decimal == Fraction(9261, 1331)
    with pytest.raises(OddsError):
        parlay([None])


def test_a_round_robin_is_every_parlay_of_the_size() -> None:
    prices = [-110, 150, 200]
    assert round_robin(prices, 2) == [parlay([-110, 150]), parlay([-110, 200]), parlay([150, 200])]
    with pytest.raises(OddsError):
        round_robin(prices, 4)


def test_every_reference_case_is_matched(shared: Path) -> None:
    cases = json.loads((shared / "data" / "odds_reference.json").read_text("utf-8"))["cases"]
    for case in (case for case in cases if case["kind"] == "parlay"):
        assert parlay(case["american"]).decimal == Fraction(case["expected"]["decimal_exact"])
    for case in (case for case in cases if case["kind"] == "arbitrage"):
        wanted = case["expected"]
        offers = [
            Offer(str(n), f"side {n}", Price.from_decimal(text))
            for n, text in enumerate(map(Fraction, case["decimal_exact"]))
        ]
        found = arbitrage(offers, 1000, 1)
        assert (found is not None) == wanted["is_arb"], case["id"]
        if found is not None:
            coarse = arbitrage(offers, 1000, 5)
            assert coarse is not None
            assert found.roi == pytest.approx(wanted["roi"], rel=1e-9)
            assert found.stakes == pytest.approx(wanted["stakes_1000"], rel=1e-9)
            assert found.guaranteed == pytest.approx(wanted["worst_profit_whole_dollar"], rel=1e-9)
            assert coarse.guaranteed == pytest.approx(wanted["worst_profit_5_dollar"], rel=1e-9)
