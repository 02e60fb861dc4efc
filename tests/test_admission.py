"""Pairs of prices that no book could have offered are refused."""

from __future__ import annotations

import datetime as dt

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.models import Market, Phase, Quote, Side
from mlbcore.pipeline.admission import admit
from mlbcore.testing import strategies

NOW = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)


def pair(away: int, home: int, phase: Phase = Phase.PREGAME) -> list[Quote]:
    time = None if phase is Phase.OPENER else NOW
    return [
        Quote(
            book="betmgm",
            market=Market.MONEYLINE,
            side=side,
            price=price,
            phase=phase,
            observed_at=time,
        )
        for side, price in ((Side.AWAY, away), (Side.HOME, home))
    ]


@pytest.mark.parametrize(
    ("away", "home"), [(-110, -110), (150, -170), (100, 100), (12_000, -100_000), (-250, 205)]
)
def test_a_pair_of_true_prices_is_taken(away: int, home: int) -> None:
    assert admit(pair(away, home)) == (pair(away, home), [])


@pytest.mark.parametrize(
    ("away", "home", "reason"),
    [
        (-10_000, -10_000, "stands for no price"),
        (10_000, -100_000, "stands for no price"),
        (163, 102, "add up to 0.875"),
        (-263, -120, "add up to 1.270"),
    ],
)
def test_both_sides_of_an_impossible_pair_are_refused(away: int, home: int, reason: str) -> None:
    taken, refused = admit(pair(away, home, Phase.OPENER))
    assert not taken
    assert len(refused) == 2
    assert all(reason in why for _, why in refused)


def test_an_impossible_opener_does_not_cost_the_close() -> None:
    close = pair(-120, 105, Phase.CLOSE)
    taken, refused = admit(pair(-10_000, -10_000, Phase.OPENER) + close)
    assert (taken, len(refused)) == (close, 2)


def test_one_side_alone_is_taken() -> None:
    assert admit(pair(-300, 250)[:1]) == (pair(-300, 250)[:1], [])


def test_what_happens_in_play_is_not_judged() -> None:
    assert admit(pair(-5000, -200, Phase.LIVE))[1] == []


def test_run_lines_answer_each_other_by_their_opposite_lines() -> None:
    quotes = [
        Quote(book="x", market=Market.RUN_LINE, side=side, price=price, line=line, observed_at=NOW)
        for side, price, line in (
            (Side.AWAY, 165, -1.5),
            (Side.HOME, -107, 1.5),
            (Side.AWAY, -110, 2.5),
        )
    ]
    taken, refused = admit(quotes)
    assert [quote.price for quote in taken] == [-110]
    assert len(refused) == 2


def test_each_of_two_pairs_of_one_instant_is_judged_by_itself() -> None:
    true, wrong = pair(220, -275), pair(225, 225)
    assert admit([*true, *pair(225, -275)]) == ([*true, *pair(225, -275)], [])
    taken, refused = admit([*true, *wrong])
    assert taken == true
    assert [quote for quote, _ in refused] == wrong


def one_sided(side: Side, price: int) -> Quote:
    return evolve(pair(100, 100)[0], side=side, price=price)


@given(st.lists(st.builds(one_sided, st.sampled_from((Side.AWAY, Side.HOME)), strategies.prices())))
def test_what_is_taken_is_so_in_its_order_and_would_be_taken_again(quotes: list[Quote]) -> None:
    taken, refused = admit(quotes)
    rest = iter(quotes)
    assert all(any(one is other for other in rest) for one in taken)
    assert len(taken) + len(refused) == len(quotes)
    assert {quote.side for quote, _ in refused} in (set(), {Side.AWAY, Side.HOME})
    assert admit(taken) == (taken, [])
