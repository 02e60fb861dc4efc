"""A tape is one order of statements, and a pair what a book showed on both sides at once."""

from __future__ import annotations

import datetime as dt
import random

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mlbcore.analysis.columns.carrying import carried
from mlbcore.analysis.columns.pairs import pairs
from mlbcore.analysis.columns.panel import at_instant, panel
from mlbcore.analysis.columns.tape import BOOK, Tape
from mlbcore.models import LineStatus, Market, Phase, Quote
from mlbcore.odds import clv, devig
from mlbcore.odds.numbers import american_to_decimal
from mlbcore.testing.tapes import BOOKS, NOON, START, histories, joined, pair, tape_of, tapes

MINUTE = dt.timedelta(minutes=1)


def shown(quotes: list[Quote], *names: str) -> list[tuple[object, ...]]:
    return pairs(tape_of(quotes)).select(names).rows()


def test_a_pair_stands_whenever_either_side_changed() -> None:
    later = pair("fanduel", -120, 100, 10)[:1]
    assert shown([*pair("fanduel", -110, -110), *later], "at", "above", "below") == [
        (NOON, -110, -110),
        (NOON + 10 * MINUTE, -120, -110),
    ]


@given(histories(), st.integers(0, 80))
@settings(max_examples=40)
def test_what_is_said_again_changes_nothing(quotes: list[Quote], fives: int) -> None:
    """A page that comes late states once more what a later one has stated already."""
    at = NOON + 5 * fives * MINUTE
    stood = {
        (quote.book, quote.market, quote.side): quote
        for quote in sorted(quotes, key=lambda quote: (quote.observed_at or NOON, quote.price))
        if quote.observed_at is not None and quote.observed_at <= at
    }
    told = shown(quotes, "book", "market", "at", "line", "above", "below")
    if len({(q.book, q.market, q.side, q.observed_at) for q in quotes}) < len(quotes):
        return
    again = [evolve(quote, observed_at=at) for quote in stood.values()]
    assert shown([*quotes, *again], "book", "market", "at", "line", "above", "below") == told


def test_there_is_no_pair_while_the_sides_have_different_lines() -> None:
    moved = pair("fanduel", -110, -110, 10, market=Market.TOTAL, line=9)
    quotes = [*pair("fanduel", -105, -115, market=Market.TOTAL, line=8.5), moved[0]]
    assert shown(quotes, "line") == [(8.5,)]
    at_last = evolve(moved[1], observed_at=NOON + 11 * MINUTE)
    assert shown([*quotes, at_last], "at", "line") == [(NOON, 8.5), (NOON + 11 * MINUTE, 9.0)]


@pytest.mark.parametrize("status", [LineStatus.SUSPENDED, LineStatus.CLOSED])
def test_there_is_no_pair_of_a_price_nobody_can_take(status: LineStatus) -> None:
    above, below = pair("fanduel", -110, -110)
    assert shown([evolve(above, status=status), below], "at") == []


@pytest.mark.parametrize(
    "ending",
    [
        [evolve(quote, status=LineStatus.SUSPENDED) for quote in pair("fanduel", -110, -110, 10)],
        [evolve(pair("fanduel", -110, -110, 10)[1], status=LineStatus.CLOSED)],
        pair("fanduel", -900, -110, 10)[:1],
    ],
)
def test_what_a_book_has_taken_down_stands_until_then_and_no_longer(ending: list[Quote]) -> None:
    told = pairs(tape_of([*pair("fanduel", -110, -110), *ending]))
    assert told["until"].to_list() == [NOON + 10 * MINUTE]
    stood = [
        panel(told, at_instant(told, NOON + minutes * MINUTE)).height for minutes in (0, 9, 10, 60)
    ]
    assert stood == [1, 1, 0, 0]


def test_a_pair_that_is_suspended_when_its_game_begins_stood_until_then() -> None:
    begins = (START - NOON) / MINUTE
    close = pair("fanduel", -120, 100, begins, phase=Phase.CLOSE)
    suspended = [evolve(quote, status=LineStatus.SUSPENDED) for quote in close]
    told = pairs(tape_of([*pair("fanduel", -110, -110), *suspended]))
    assert panel(told, at_instant(told, START))["above"].to_list() == [-110]


def test_a_book_that_shows_its_market_again_stands_again() -> None:
    quotes = [*pair("fanduel", -110, -110), *pair("fanduel", -105, -115, 20)]
    quotes += [evolve(q, status=LineStatus.SUSPENDED) for q in pair("fanduel", -110, -110, 10)]
    told = pairs(tape_of(quotes))
    assert told["until"].to_list() == [NOON + 10 * MINUTE, None]
    assert panel(told, at_instant(told, NOON + 30 * MINUTE))["above"].to_list() == [-105]


def test_a_book_taken_down_by_its_source_does_not_stand_by_the_one_before() -> None:
    taken = [evolve(q, status=LineStatus.SUSPENDED) for q in pair("fanduel", -110, -110, 10)]
    action = tape_of(pair("fanduel", -105, -115, -10), source="action")
    told = pairs(joined([action, tape_of(taken, source="sbr")]))
    assert panel(told, at_instant(told, NOON + 30 * MINUTE)).is_empty()


def test_a_pair_stands_until_the_book_says_something_else_through_any_source() -> None:
    action = tape_of(pair("fanduel", -105, -115, -10), source="action")
    sbr = tape_of([*pair("fanduel", -110, -110), *pair("fanduel", -120, 100, 10)], source="sbr")
    told = pairs(joined([action, sbr])).sort("at")
    assert told["until"].to_list() == [NOON, NOON + 10 * MINUTE, None]


def test_of_two_sources_that_nobody_ranks_the_first_by_name_is_believed() -> None:
    before = tape_of(pair("fanduel", -105, -115), source="zeta")
    after = tape_of(pair("fanduel", -110, -110, 10), source="alpha")
    again = tape_of(pair("fanduel", -120, 100, 20), source="zeta")
    told = pairs(joined([before, after, again])).sort("at")
    assert told["source"].to_list() == ["zeta", "alpha"]


def test_there_is_no_pair_of_prices_that_do_not_answer_each_other() -> None:
    assert shown(pair("fanduel", -400, -400), "at") == []


def test_no_pair_is_later_than_the_start() -> None:
    late = int((START - NOON) / MINUTE) + 1
    assert shown(pair("fanduel", -110, -110, late), "at") == []


def test_of_a_book_seen_through_two_sources_the_first_in_order_stands_from_its_first_word() -> None:
    action = tape_of(
        [*pair("fanduel", -105, -115, -10), *pair("fanduel", -120, 100, 20)], source="action"
    )
    sbr = tape_of(pair("fanduel", -110, -110), source="sbr")
    assert pairs(joined([action, sbr])).sort("at").select("source", "above").rows() == [
        ("action", -105),
        ("sbr", -110),
    ]


@pytest.mark.slow
@given(tapes(), st.randoms())
def test_the_order_and_the_number_of_times_statements_come_in_do_not_matter(
    tape: Tape, chance: random.Random
) -> None:
    rows = list(range(tape.prices.height)) * 2
    chance.shuffle(rows)
    again = Tape(games=tape.games, prices=tape.prices[rows], splits=tape.splits)
    assert again.prices.equals(tape.prices)
    assert pairs(again).equals(pairs(tape))


@given(tapes(), st.integers(0, 80))
def test_what_stood_is_one_pair_a_book_and_not_changed_by_what_came_later(
    tape: Tape, fives: int
) -> None:
    instant = NOON + 5 * fives * MINUTE
    then, now = (
        panel(told, at_instant(told, instant)).drop("until", "^.*_row$")
        for told in (pairs(tape.until(instant)), pairs(tape))
    )
    assert then.equals(now)
    assert not now.select(BOOK).is_duplicated().any()


@given(histories())
def test_the_fair_probability_is_that_of_devig(quotes: list[Quote]) -> None:
    for above, below, no_vig in shown(quotes, "above", "below", "no_vig"):
        assert isinstance(above, int)
        assert isinstance(below, int)
        fair = devig([american_to_decimal(above), american_to_decimal(below)])
        assert no_vig == pytest.approx(fair[0], abs=1e-12)


@given(
    st.floats(0.35, 0.65),
    st.sampled_from([7.0, 7.5, 8.0, 8.5, 9.0, 9.5]),
    st.sampled_from([7.0, 7.5, 8.0, 8.5, 9.0, 9.5]),
)
def test_a_probability_is_carried_to_another_line_as_closing_line_value_carries_it(
    fair: float, line: float, to: float
) -> None:
    frame = pl.DataFrame({"market": "total", "period": "game"}).select(
        carried(
            pl.lit(fair),
            pl.lit(line),
            pl.lit(to),
        ).alias("carried"),
        pl.col("market"),
    )
    ours = frame.item(0, "carried")
    value = clv(100, 100, line=to, close_line=line, fair=fair, side="over").expected_value
    assert value is not None
    push = {7.0: 0.103, 8.0: 0.071, 9.0: 0.109}.get(to, 0.0) if line != to else None
    expected = value / (1 - push) if push is not None else None
    if expected is not None:
        assert 2 * ours - 1 == pytest.approx(expected)
    else:
        assert ours == fair


def test_books_drawn_are_known_ones_and_the_consensus() -> None:
    assert "consensus" in BOOKS
    assert pairs(tape_of(pair("consensus", -110, -110, phase=Phase.OPENER))).height == 1
