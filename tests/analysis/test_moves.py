"""A move is measured in cents, in runs and in the fair probability of the same bet."""

from __future__ import annotations

import datetime as dt
from itertools import chain

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mlbcore.analysis.columns.moves import late_moves, line_moves, moves
from mlbcore.analysis.columns.pairs import pairs
from mlbcore.models import (
    Market,
    MovementMagnitude,
    MoveSpeed,
    Period,
    Phase,
    PriceDirection,
    Quote,
    Side,
)
from mlbcore.odds.numbers import american_to_probability, cents
from mlbcore.testing.tapes import BOOKS, NOON, START, histories, pair, tape_of

FEW = settings(max_examples=40)


def moved(*quotes: list[Quote]) -> pl.DataFrame:
    return moves(pairs(tape_of(chain.from_iterable(quotes))))


def opened(*quotes: list[Quote]) -> pl.DataFrame:
    return line_moves(pairs(tape_of(chain.from_iterable(quotes))))


def mirrored(quotes: list[Quote]) -> list[Quote]:
    """The same with home for away and over for under; run lines change their sign with it."""
    return [evolve(quote, side=Side(quote.side).other) for quote in quotes]


def test_cents_are_counted_through_even_money() -> None:
    told = moved(pair("fanduel", -105, -115), pair("fanduel", 105, -125, 10))
    assert told.select("cents", "direction").row(0) == (-10.0, PriceDirection.DOWN)


def test_a_price_that_pays_less_has_moved_towards_its_side() -> None:
    """-122 to -107 on the over is a move away from the over: traps.md has the pair."""
    told = moved(pair("fanduel", -122, 102), pair("fanduel", -107, -113, 10))
    assert told["direction"].to_list() == [PriceDirection.DOWN]


def test_a_total_that_rose_moved_towards_the_over_at_equal_prices() -> None:
    told = moved(
        pair("fanduel", -110, -110, market=Market.TOTAL, line=8.5),
        pair("fanduel", -110, -110, 10, market=Market.TOTAL, line=9),
    )
    toward, runs, cents_moved, direction = told.select("toward", "runs", "cents", "direction").row(
        0
    )
    assert (runs, cents_moved, direction) == (0.5, None, PriceDirection.UP)
    assert toward == pytest.approx(0.5 * (1 - 0.109) + 0.109 - 0.5)


def test_a_home_side_that_gives_more_runs_is_likelier() -> None:
    told = moved(
        pair("fanduel", -110, -110, market=Market.RUN_LINE, line=1.5),
        pair("fanduel", -110, -110, 10, market=Market.RUN_LINE, line=-1.5),
    )
    assert told["direction"].to_list() == [PriceDirection.UP]


@pytest.mark.parametrize(
    ("above", "below", "magnitude"),
    [
        (-114, -106, "minor"),
        (-115, -105, "moderate"),
        (-125, 105, "significant"),
        (-135, 115, "major"),
    ],
)
def test_magnitudes_are_half_open_classes_of_cents(above: int, below: int, magnitude: str) -> None:
    told = moved(pair("fanduel", -110, -110), pair("fanduel", above, below, 10))
    assert told["magnitude"].to_list() == [MovementMagnitude(magnitude)]


@pytest.mark.parametrize(
    ("minutes", "speed"), [(30, "instant"), (31, "fast"), (121, "moderate"), (400, "moderate")]
)
def test_speed_is_the_time_between_two_prices(minutes: int, speed: str) -> None:
    told = moved(pair("fanduel", -110, -110), pair("fanduel", -115, -105, minutes))
    assert told["speed"].to_list() == [MoveSpeed(speed)]


def test_nobody_knows_how_long_a_move_from_the_opener_took() -> None:
    told = moved(pair("fanduel", -110, -110, phase=Phase.OPENER), pair("fanduel", -115, -105))
    assert told.select("seconds", "speed").row(0) == (None, None)


def test_what_did_not_change_is_no_move() -> None:
    assert moved(pair("fanduel", -110, -110), pair("fanduel", -110, -110, 10)).is_empty()


def test_a_line_has_its_opener_its_last_pair_and_the_key_numbers_between() -> None:
    told = opened(
        pair("fanduel", -110, -110, market=Market.TOTAL, line=6.5),
        pair("fanduel", -120, 100, 10, market=Market.TOTAL, line=7.5),
        pair("fanduel", -110, -110, 20, market=Market.TOTAL, line=7.5),
    )
    row = told.select("open_line", "line", "changes", "runs", "crossed", "opens_market").row(0)
    assert row == (6.5, 7.5, 2, 1.0, [7.0], True)


def test_the_opener_of_a_market_is_the_earliest_of_a_known_time() -> None:
    told = opened(
        pair("fanduel", -110, -110, 5),
        pair("betmgm", -110, -110, 2),
        pair("draftkings", -110, -110, phase=Phase.OPENER),
    )
    assert dict(told.select("book", "opens_market").rows()) == {
        "fanduel": False,
        "betmgm": True,
        "draftkings": False,
    }


def implied_share(above: int, below: int) -> float:
    first, second = american_to_probability(above), american_to_probability(below)
    return first / (first + second)


def late(quotes: list[Quote], by: dt.datetime = START) -> list[float | None]:
    shown = pairs(tape_of(quotes))
    return late_moves(shown, dt.timedelta(hours=2), by)["late_toward"].to_list()


def test_a_late_move_is_that_since_two_hours_before_the_start() -> None:
    quotes = [*pair("fanduel", -110, -110), *pair("fanduel", -120, 100, 200)]
    after = [*quotes, *pair("fanduel", -130, 110, 400)]
    assert late(quotes) == [0.0]
    fair = [implied_share(-130, 110), implied_share(-120, 100)]
    assert late(after) == [pytest.approx(fair[0] - fair[1])]


def test_nobody_knows_a_late_move_from_an_opener_or_before_it_is_late() -> None:
    opener = pair("fanduel", -110, -110, phase=Phase.OPENER)
    assert late([*opener, *pair("fanduel", -120, 100, 400)]) == [None]
    assert late(pair("fanduel", -110, -110), NOON) == [None]


@FEW
@given(histories())
def test_relabelling_the_sides_flips_every_signed_measure_of_a_moneyline(
    quotes: list[Quote],
) -> None:
    moneylines = [quote for quote in quotes if quote.market is Market.MONEYLINE]
    ours, theirs = moved(moneylines), moved(mirrored(moneylines))
    assert ours.height == theirs.height
    for measure in ("toward", "cents", "runs"):
        assert theirs[measure].to_list() == pytest.approx([-x for x in ours[measure]], abs=1e-9)
    assert theirs["magnitude"].to_list() == ours["magnitude"].to_list()


@FEW
@given(histories(), st.integers(2, 10))
def test_scaling_time_changes_no_magnitude(quotes: list[Quote], factor: int) -> None:
    def scaled(quote: Quote) -> Quote:
        at = quote.observed_at
        return evolve(quote, observed_at=at and NOON + (at - NOON) / factor)

    columns = ["book", "toward", "cents", "runs", "direction", "magnitude"]
    ours, theirs = moved(quotes), moved([scaled(quote) for quote in quotes])
    assert theirs.select(columns).equals(ours.select(columns))
    assert (theirs["seconds"] * factor).to_list() == pytest.approx(ours["seconds"].to_list())


@FEW
@given(histories())
def test_the_moves_of_a_moneyline_add_up_to_that_from_opening_to_last(quotes: list[Quote]) -> None:
    moneylines = [quote for quote in quotes if quote.market is Market.MONEYLINE]
    steps = moved(moneylines).group_by("book").agg(pl.col("toward").sum(), pl.col("cents").sum())
    whole = opened(moneylines)
    for book, toward, its_cents in steps.rows():
        row = whole.row(by_predicate=pl.col("book") == book, named=True)
        assert row["toward"] == pytest.approx(toward, abs=1e-9)
        assert row["cents"] == pytest.approx(its_cents)


@FEW
@given(histories(), st.sampled_from(BOOKS))
def test_another_book_changes_no_move_of_a_book(quotes: list[Quote], book: str) -> None:
    alone = moved([quote for quote in quotes if quote.book == book])
    among = moved(quotes).filter(pl.col("book") == book)
    rows = ["above_row", "below_row", "before_above_row", "before_below_row"]
    assert among.drop(rows).equals(alone.drop(rows))


def test_the_cents_are_those_of_the_odds() -> None:
    told = moved(pair("fanduel", -150, 130), pair("fanduel", -130, 110, 10))
    assert told["cents"].to_list() == [-(cents(-150, -130) + cents(110, 130)) / 2]


@pytest.mark.parametrize(("period", "first"), [("game", 13.5), ("first_five", 4.5)])
def test_a_move_beyond_what_is_known_of_landings_is_told_by_its_line(
    period: str, first: float
) -> None:
    quotes = [
        *pair("fanduel", -110, -110, market=Market.TOTAL, line=first),
        *pair("fanduel", -110, -110, 10, market=Market.TOTAL, line=first + 1),
    ]
    told = moved([evolve(quote, period=Period(period)) for quote in quotes])
    assert told.select("toward", "direction").row(0) == (None, PriceDirection.UP)
    assert told["seconds"].to_list() == [dt.timedelta(minutes=10).total_seconds()]
