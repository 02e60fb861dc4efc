"""A signal is of the rules it was found by: its version names them, and its id is of them."""

from __future__ import annotations

from itertools import chain
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.analysis.signals.found import found, signals_in, version_of
from mlbcore.models import Signal
from mlbcore.settings import (
    DEFAULT_RULES,
    ConsensusRule,
    DetectorRules,
    LeadRule,
    MoneyRule,
    SteamRule,
)
from mlbcore.testing.tapes import pair, public, tape_of

BOOKS = ("fanduel", "draftkings", "betmgm", "caesars")
PRICES = [
    *(pair(book, -110, -110) for book in BOOKS),
    *(pair(book, 105, -125, 20) for book in BOOKS),
]
TAPE = tape_of([*chain.from_iterable(PRICES)], public((30, 62), 60))


def signals(rules: DetectorRules) -> list[Signal]:
    return [signal for signal, _ in signals_in(TAPE, found(TAPE, rules))]


def test_what_the_default_rules_find_has_the_id_it_always_had() -> None:
    assert {signal.version for signal in signals(DEFAULT_RULES)} == {"1"}
    assert {signal.type: signal.id for signal in signals(DEFAULT_RULES)} == {
        "steam_move": UUID("999c0bce-755b-5794-9e04-67336acac68b"),
        "sharp_action": UUID("331b1850-0a81-5f2f-be03-573fa95182a8"),
        "consensus_fade": UUID("4a2fc5f4-19f8-5d87-90e1-244c1d74282d"),
    }


def test_what_other_rules_find_at_the_same_instant_is_another_signal() -> None:
    usual = signals(DEFAULT_RULES)
    other = signals(DetectorRules(steam=SteamRule(books=4), money=MoneyRule(divergence=15)))
    assert [signal.raised_at for signal in usual] == [signal.raised_at for signal in other]
    assert not {signal.id for signal in usual} & {signal.id for signal in other}
    assert {signal.version for signal in other} == {"1 steam.books=4.0 money.divergence=15.0"}


def test_no_signal_is_of_the_consensus() -> None:
    rules = DetectorRules(consensus=ConsensusRule(outlier=5))
    assert signals(rules) == signals(DEFAULT_RULES)


@given(st.lists(st.floats(0.001, 1), min_size=2, max_size=2))
def test_rules_have_one_version_only_where_they_are_the_same(gaps: list[float]) -> None:
    first, second = (evolve(DEFAULT_RULES, lead=LeadRule(gap=gap)) for gap in gaps)
    assert (version_of(first) == version_of(second)) is (first == second)


@pytest.mark.parametrize(("heavy", "strength"), [(80, 0.3 + 0.5 / 3), (60, 0.8), (65, 0.8)])
def test_the_public_leans_most_from_heavy_on_even_where_that_is_below_its_lean(
    heavy: float, strength: float
) -> None:
    rules = DetectorRules(money=MoneyRule(lean=65, heavy=heavy))
    (fade,) = (one for one in signals(rules) if one.type == "consensus_fade")
    assert fade.strength == pytest.approx(strength)
