"""Kelly's stakes: nothing without an edge, never more than is right, and nothing grows faster."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from mlbcore.odds import (
    Decimal,
    Probability,
    expected_value,
    growth,
    kelly,
    kelly_exclusive,
    kelly_simultaneous,
)
from mlbcore.testing import strategies

DECIMALS = strategies.decimals().map(Decimal)
CHANCES = strategies.probabilities().map(Probability)


@given(DECIMALS, CHANCES)
def test_a_stake_needs_an_edge_and_is_less_than_the_chance(
    decimal: Decimal, chance: Probability
) -> None:
    share = kelly(decimal, chance)
    edge = Fraction(chance) * Fraction(decimal) - 1
    assert 0 <= share <= chance
    assert expected_value(decimal, chance) == pytest.approx(float(edge), abs=1e-11)
    # Floats tell an edge from none but for their last digits.
    if abs(edge) > Fraction(1, 10**11):
        assert (share > 0) == (edge > 0)


@given(DECIMALS, CHANCES, st.floats(0, 0.5), st.floats(0.01, 0.5), st.floats(-0.01, 0.01))
def test_no_other_share_grows_faster(
    decimal: Decimal, chance: Probability, pushed: float, other: float, nearby: float
) -> None:
    push = pushed * (1 - chance)
    best = kelly(decimal, chance, push)
    grown = growth(decimal, chance, best, push)
    assert grown >= growth(decimal, chance, other, push) - 1e-12
    assert grown >= growth(decimal, chance, min(1, max(0, best + nearby)), push) - 1e-12


@given(DECIMALS, CHANCES, st.floats(0, 1), st.floats(0, 0.99))
def test_growth_is_the_mean_of_the_logarithms(
    decimal: Decimal, chance: Probability, pushed: float, share: float
) -> None:
    push = pushed * (1 - chance)
    won = chance * math.log(1 + share * (decimal - 1))
    lost = max(0.0, 1 - chance - push) * math.log(1 - share)
    assert growth(decimal, chance, share, push) == pytest.approx(won + lost, abs=1e-9)
    win_less_lose = chance * (decimal - 1) - (1 - chance - push)
    assert expected_value(decimal, chance, push) == pytest.approx(win_less_lose, abs=1e-9)


def test_a_whole_bankroll_is_lost_for_good_unless_nothing_can_lose_it() -> None:
    even, sure = Decimal(2.0), Probability(1)
    assert growth(even, Probability(0.9), 1) == -math.inf
    assert growth(even, sure, 1) == pytest.approx(math.log(2))
    assert growth(even, Probability(0.6), 1, push=0.4) == pytest.approx(0.6 * math.log(2))
    assert growth(even, Probability(0), 0) == 0
    assert kelly(even, sure) == 1
    assert kelly(even, Probability(0.6), push=0.4) == 1
    assert kelly(even, Probability(0), push=1) == 0


@given(DECIMALS, CHANCES, CHANCES)
def test_a_better_chance_is_never_staked_less(
    decimal: Decimal, one: Probability, other: Probability
) -> None:
    low, high = sorted((one, other))
    assert kelly(decimal, low) <= kelly(decimal, high) + 1e-12


@given(DECIMALS, CHANCES, st.floats(0.01, 1), st.floats(0, 1))
@example(Decimal(2.0), Probability(0.8), 0.5, 0.4)
def test_a_fraction_is_a_fraction_and_a_cap_caps(
    decimal: Decimal, chance: Probability, fraction: float, cap: float
) -> None:
    whole = kelly(decimal, chance)
    assert kelly(decimal, chance, fraction=fraction) == pytest.approx(fraction * whole)
    assert kelly(decimal, chance, cap=cap) == min(whole, cap)
    both = kelly(decimal, chance, fraction=fraction, cap=cap)
    assert both == pytest.approx(min(fraction * whole, cap))


@given(DECIMALS, CHANCES, st.floats(0, 0.9))
def test_a_push_makes_it_the_bet_that_is_decided(
    decimal: Decimal, chance: Probability, push: float
) -> None:
    assume(chance + push < 0.999)
    decided = Probability(chance / (1 - push))
    assert kelly(decimal, chance, push=push) == pytest.approx(kelly(decimal, decided), abs=1e-9)


def test_the_known_answers() -> None:
    even, threes = Decimal(2.0), Decimal(3.0)
    assert kelly(even, Probability(0.6)) == pytest.approx(0.2)
    assert kelly(threes, Probability(0.45)) == pytest.approx(0.175)
    assert kelly(Decimal(21 / 11), Probability(0.5), push=0.08) == pytest.approx(0.0413, abs=5e-5)


@st.composite
def events(draw: st.DrawFn) -> tuple[list[Decimal], list[Probability]]:
    """Outcomes of one event at prices of any margin, and chances that sum to at most 1."""
    count = draw(st.integers(2, 20))
    weights = draw(st.lists(st.floats(0.05, 1), min_size=count, max_size=count))
    chances = draw(st.lists(st.floats(0.05, 1), min_size=count, max_size=count))
    share = draw(st.floats(0.5, 1))
    margin = draw(st.floats(0.9, 1.2))
    decimals = [Decimal(sum(weights) / weight / margin) for weight in weights]
    assume(min(decimals) > 1.01)
    return decimals, [Probability(share * chance / sum(chances)) for chance in chances]


def grown(decimals: list[Decimal], chances: list[Probability], shares: list[float]) -> float:
    left = 1 - sum(shares)
    rows = zip(decimals, chances, shares, strict=True)
    total = sum(p * math.log(left + d * s) for d, p, s in rows if left + d * s > 0)
    missing = 1 - sum(chances)
    return total + (missing * math.log(left) if missing > 1e-12 else 0.0)


@given(events(), st.integers(0, 19), st.floats(-0.02, 0.02))
def test_no_other_shares_of_one_event_grow_faster(
    event: tuple[list[Decimal], list[Probability]], place: int, change: float
) -> None:
    decimals, chances = event
    best = kelly_exclusive(decimals, chances)
    other = list(best)
    other[place % len(other)] = max(0.0, other[place % len(other)] + change)
    assume(sum(other) < 1)
    assert sum(best) <= 1 + 1e-12
    assert all(0 <= share <= chance for share, chance in zip(best, chances, strict=True))
    assert grown(decimals, chances, best) >= grown(decimals, chances, other) - 1e-10


@pytest.mark.parametrize("chances", [[0.9, 0.1], [0.6, 0.4], [0.7, 0.3], [0.1, 0.9]])
def test_on_an_exactly_fair_book_the_least_is_staked(chances: list[float]) -> None:
    shares = kelly_exclusive([Decimal(2.0)] * 2, [Probability(p) for p in chances])
    assert shares == pytest.approx([max(0, 2 * p - 1) for p in chances])


def test_what_cannot_lose_is_staked_whole() -> None:
    sure = kelly_exclusive([Decimal(2.2), Decimal(2.2)], [Probability(0.5), Probability(0.5)])
    assert sure == pytest.approx([0.5, 0.5])


def test_every_reference_case_is_matched(shared: Path) -> None:
    cases = json.loads((shared / "data" / "odds_reference.json").read_text("utf-8"))["cases"]
    ours = [case for case in cases if case["kind"] in ANSWERS]
    assert len(ours) > 30
    for case in ours:
        answer, wanted = ANSWERS[case["kind"]](case), case["expected"]
        if wanted is not None:
            allowed = case["tolerance"]
            close = pytest.approx(wanted, abs=allowed["abs"], rel=allowed["rel"])
            assert answer == close, case["id"]


def chance(text: str) -> Probability:
    return Probability(float(Fraction(text)))


def price(text: str) -> Decimal:
    return Decimal(float(Fraction(text)))


ANSWERS: dict[str, Callable[[dict[str, Any]], object]] = {
    "kelly": lambda case: kelly(
        price(case["decimal_exact"]), chance(case["p"]), fraction=float(Fraction(case["fraction"]))
    ),
    "kelly_push": lambda case: kelly(
        price(case["decimal_exact"]), chance(case["p_win"]), push=chance(case["p_push"])
    ),
    "kelly_mutually_exclusive": lambda case: kelly_exclusive(
        [price(text) for text in case["decimal"]], [chance(text) for text in case["p"]]
    ),
    "kelly_simultaneous_independent": lambda case: kelly_simultaneous(
        list(zip(case["decimal"], case["p"], strict=True))
    ),
}
