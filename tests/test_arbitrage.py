"""An arbitrage is one exactly when it is one, and its rounded stakes are the best there are."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mlbcore.odds import (
    OddsError,
    Offer,
    Price,
    american_to_decimal,
    arbitrage,
    stake_split,
)
from mlbcore.odds.quoted import Quoted
from mlbcore.testing import strategies


def two(one: int, other: int, line: float | None = None) -> list[Offer]:
    return [
        Offer("a", "away", one, line),
        Offer("b", "home", other, None if line is None else -line),
    ]


def test_no_fair_pair_is_an_arbitrage() -> None:
    assert not any(arbitrage(two(price, -price)) for price in range(100, 100_001))


@given(st.integers(100, 1_000_000))
@example(110)
def test_no_fair_pair_of_floats_is_an_arbitrage(price: int) -> None:
    one, other = american_to_decimal(price), american_to_decimal(-price)
    for pair in ((one, other), (str(one), str(other)), (one, Price.from_american(-price))):
        assert arbitrage([Offer("a", "home", pair[0]), Offer("b", "away", pair[1])]) is None


def test_a_trillionth_is_the_least_that_counts() -> None:
    for part, is_one in ((10**9, True), (10**11, True), (10**13, False)):
        better = Fraction(2) + Fraction(8, part)
        found = arbitrage([Offer("a", "home", Fraction(2)), Offer("b", "away", better)])
        assert (found is not None) == is_one


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=20))
def test_no_fair_book_of_floats_is_an_arbitrage(weights: list[int]) -> None:
    """Whatever its decimals lost when they were written as floats."""
    offers = [Offer(str(n), f"side {n}", sum(weights) / weight) for n, weight in enumerate(weights)]
    assert arbitrage(offers) is None


@given(st.lists(strategies.quoted_prices(), min_size=2, max_size=20))
def test_it_is_one_when_the_booksum_is_below_one(prices: list[Quoted]) -> None:
    offers = [Offer(str(n), f"side {n}", price) for n, price in enumerate(prices)]
    book = sum((offer.price.probability for offer in offers), Fraction(0))
    found = arbitrage(offers, bankroll=1000)
    assert (found is not None) == (book < 1 - Fraction(1, 10**12))
    if found is not None and found.stakes is not None and found.profit is not None:
        assert found.roi == pytest.approx(float(1 / book - 1))
        assert sum(found.stakes) == pytest.approx(1000)
        paid = [float(o.price.decimal) * s for o, s in zip(found.offers, found.stakes, strict=True)]
        assert paid == pytest.approx([1000 + found.profit] * len(paid))


def searched(decimals: list[Fraction], total: int, unit: int) -> tuple[Fraction, Fraction] | None:
    """The best worst profit, and worst payout, of all stakes within one of the exact ones."""
    book = sum((1 / decimal for decimal in decimals), Fraction(0))
    counts = [math.floor(total / decimal / book / unit) for decimal in decimals]
    tried = [
        (min(d * n * unit for d, n in zip(decimals, units, strict=True)), unit * sum(units))
        for units in product(*((n - 1, n, n + 1) for n in counts))
        if min(units) > 0 and unit * sum(units) <= total
    ]
    if not tried:
        return None
    return max(paid - staked for paid, staked in tried), max(paid for paid, _ in tried)


@given(
    st.lists(st.integers(105, 900), min_size=2, max_size=4),
    st.integers(20, 300),
    st.sampled_from([1, 5, 7]),
)
@example([120, 120], 100, 5)
def test_rounded_stakes_are_the_best_near_the_exact_ones(
    hundredths: list[int], total: int, unit: int
) -> None:
    decimals = [Fraction(number, 100) for number in hundredths]
    wanted = searched(decimals, total, unit)
    if wanted is None:
        with pytest.raises(OddsError, match="does not reach"):
            stake_split(decimals, total, unit)
        return
    stakes = [Fraction(stake) for stake in stake_split(decimals, total, unit)]
    paid = min(d * s for d, s in zip(decimals, stakes, strict=True))
    assert all(stake % unit == 0 for stake in stakes)
    assert sum(stakes) <= total
    if sum(1 / decimal for decimal in decimals) < 1:
        assert paid - sum(stakes) == wanted[0]
    else:
        assert paid == wanted[1]


def test_a_book_against_you_is_still_divided_in_full() -> None:
    assert stake_split([1.2, 1.2], 100, 5) == [50, 50]
    assert stake_split([Price.parse("-110"), 2.1], 100) == pytest.approx(
        stake_split([21 / 11, 2.1], 100)
    )


@given(st.lists(strategies.decimals(), min_size=1, max_size=20), st.integers(2, 1000))
def test_profit_is_linear_in_the_stake(decimals: list[float], times: int) -> None:
    one, several = stake_split(decimals, 7), stake_split(decimals, 7 * times)
    assert several == pytest.approx([times * stake for stake in one], rel=1e-14)
    paid = [decimal * stake for decimal, stake in zip(decimals, one, strict=True)]
    assert paid == pytest.approx([paid[0]] * len(paid))


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


@given(st.integers(2, 6), st.data())
def test_another_book_never_makes_it_worse(sides: int, data: st.DataObject) -> None:
    names = ["home", "away"] if sides == 2 else [f"side {n}" for n in range(sides)]
    generous = st.floats(sides * 1.01, sides * 1.2)
    offers = [Offer(str(n), name, data.draw(generous)) for n, name in enumerate(names)]
    more = data.draw(st.lists(strategies.offers(data.draw(st.sampled_from(names))), max_size=4))
    before, after = arbitrage(offers), arbitrage([*offers, *more])
    assert before is not None
    assert after is not None
    assert after.roi >= before.roi
    assert len({offer.book for offer in after.offers}) > 1


@given(st.lists(strategies.offers(), max_size=6))
def test_of_two_sides_the_best_pair_at_two_books_is_found(offers: list[Offer]) -> None:
    pairs = [
        (one.price.probability + other.price.probability, one, other)
        for one in offers
        for other in offers
        if (one.side, other.side) == ("home", "away") and one.book != other.book
    ]
    found = arbitrage(offers)
    best = min((pair[0] for pair in pairs), default=Fraction(1))
    assert (found is not None) == (best < 1 - Fraction(1, 10**12))
    if found is not None:
        assert found.booksum == float(best)


@given(st.integers(101, 300), st.integers(101, 300), st.integers(2, 9))
def test_a_larger_bankroll_only_scales_it(one: int, other: int, times: int) -> None:
    single, several = (
        arbitrage(two(one, other), 100, 1),
        arbitrage(two(one, other), 100 * times, times),
    )
    assert single is not None
    assert several is not None
    assert (single.offers, single.booksum, single.roi) == (
        (several.offers, several.booksum, several.roi)
    )
    for name in ("stakes", "rounded"):
        assert getattr(several, name) == pytest.approx([times * s for s in getattr(single, name)])
    for name in ("profit", "guaranteed"):
        assert getattr(several, name) == pytest.approx(times * getattr(single, name))


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
        [Offer("a", "home", 2.5), Offer("b", "over", 2.5)],
        [Offer("a", "home", 2.5), Offer("b", "draw", 2.5)],
        [Offer("a", "home", 2.5), Offer("b", "HOME ", 2.5)],
        [Offer("a", "NYY", 2.5), Offer("b", "nyy", 2.5)],
        [Offer("a", "Home", 2.5, -1.5), Offer("b", "Away", 2.5, -1.5)],
        [Offer("a", "home", 2.5, 1.5), Offer("b", "draw", 2.5, -1.5)],
        [Offer("a", "home", 2.5), Offer("b", "away", 2.5), Offer("c", "draw", 3.0)],
        [],
    ],
    ids=str,
)
def test_sides_that_do_not_answer_each_other_are_none(offers: list[Offer]) -> None:
    assert arbitrage(offers) is None


def test_a_handicap_is_answered_by_its_opposite() -> None:
    assert arbitrage(two(120, 120, -1.5)) is not None
    assert arbitrage([Offer("a", "over", 120, 8), Offer("b", "under", 120, 8.0)]) is not None


def test_sides_are_known_in_any_case_and_a_draw_is_a_third_outcome() -> None:
    assert arbitrage([Offer("a", "Home", 120, -1.5), Offer("b", " AWAY", 120, 1.5)]) is not None
    assert arbitrage([Offer("a", "Over", 120, 8.25), Offer("b", "under", 120, 8.25)]) is not None
    three = [Offer("a", "home", 3.2), Offer("b", "away", 3.2), Offer("c", "draw", 3.2)]
    found = arbitrage(three)
    assert found is not None
    assert {offer.side for offer in found.offers} == {"home", "away", "draw"}


def test_where_the_bankroll_does_not_reach_every_side_in_units_none_is_rounded() -> None:
    for unit in (10, 50):
        found = arbitrage(two(120, 120), bankroll=10, unit=unit)
        assert found is not None
        assert (found.stakes, found.rounded, found.guaranteed) == ((5, 5), None, None)


def test_the_return_is_on_the_stake() -> None:
    found = arbitrage(two(110, 110))
    assert found is not None
    assert found.roi == pytest.approx(0.05)


def test_every_reference_case_is_matched(shared: Path) -> None:
    cases = json.loads((shared / "data" / "odds_reference.json").read_text("utf-8"))["cases"]
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
