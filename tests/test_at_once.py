"""Kelly's stakes on bets open at once: where the growth is at its highest, to the last digits."""

from __future__ import annotations

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.odds import Decimal, Probability, kelly, kelly_simultaneous

Bets = list[tuple[Decimal, Probability]]
BETS = st.lists(
    st.tuples(st.floats(1.05, 12).map(Decimal), st.floats(0.02, 0.98).map(Probability)),
    min_size=1,
    max_size=5,
)


def slopes(bets: Bets, shares: list[float]) -> list[float]:
    """How much faster the bankroll grows for each bet with a little more on it."""
    terms: list[list[float]] = [[] for _ in bets]
    for won in product((True, False), repeat=len(bets)):
        chance = math.prod(p if win else 1 - p for win, (_, p) in zip(won, bets, strict=True))
        returns = [d - 1 if win else -1.0 for win, (d, _) in zip(won, bets, strict=True)]
        wealth = 1 + math.fsum(r * f for r, f in zip(returns, shares, strict=True))
        for own, r in zip(terms, returns, strict=True):
            own.append(chance * r / wealth)
    return [math.fsum(own) for own in terms]


@given(BETS)
def test_no_shares_nearby_grow_faster(bets: Bets) -> None:
    shares = kelly_simultaneous(bets)
    for share, slope in zip(shares, slopes(bets, shares), strict=True):
        # Level where there is a stake, downhill where there is none.
        assert slope == pytest.approx(0, abs=1e-9) if share > 0 else slope < 1e-9


@given(BETS)
def test_bets_at_once_are_staked_no_more_than_alone(bets: Bets) -> None:
    shares = kelly_simultaneous(bets)
    assert sum(shares) < 1
    for (decimal, chance), share in zip(bets, shares, strict=True):
        assert 0 <= share <= kelly(decimal, chance) + 1e-12


@given(st.floats(0.51, 0.99))
def test_two_even_bets_alike_are_found_to_twelve_digits(p: float) -> None:
    """With x on each: p^2 2/(1 + 2x) = q^2 2/(1 - 2x)."""
    exact = (p * p - (1 - p) ** 2) / (p * p + (1 - p) ** 2) / 2
    found = kelly_simultaneous([(Decimal(2.0), Probability(p))] * 2)
    assert found == pytest.approx([exact, exact], abs=1e-12)


@pytest.mark.parametrize(
    ("bets", "shares"),
    [
        ([], []),
        ([(2, 0.5)], [0]),
        ([(2, 0.6)], [0.2]),
        ([(2, 0.6), (2, 0.5)], [0.2, 0]),
        ([(1e300, 0.5), (2, 0.5)], [0.5, 0]),
        ([(2, 1)], [1]),
        ([(2, 1), (3, 1)], [0, 1]),
        ([(2, 1), (2, 0.6)], [1, 0]),
        ([(1.1, 1), (2.2, 0.6)], [0.8, 0.2]),
        ([(1.1, 1), (2.2, 0.6), (1.1, 1), (1.05, 0.99)], [0.8, 0.2, 0, 0]),
    ],
)
def test_what_is_known_comes_out(bets: Bets, shares: list[float]) -> None:
    assert kelly_simultaneous(bets) == pytest.approx(shares, abs=1e-12)


@pytest.mark.parametrize("longest", [1e3, 1e9, 1e300])
def test_long_shots_at_once_are_level_too(longest: float) -> None:
    bets = [(Decimal(longest), Probability(0.5)), (Decimal(2.0), Probability(0.6))]
    shares = kelly_simultaneous(bets)
    assert slopes(bets, shares) == pytest.approx([0, 0], abs=1e-9)


def test_fourteen_bets_at_once_are_solved_and_bets_without_an_edge_do_not_count() -> None:
    good, bad = (Decimal(2.0), Probability(0.55)), (Decimal(2.0), Probability(0.45))
    shares = kelly_simultaneous([good] * 14 + [bad] * 20)
    assert shares[14:] == [0] * 20
    assert min(shares[:14]) == pytest.approx(max(shares[:14]), abs=1e-12)
