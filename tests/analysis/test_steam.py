"""Steam is several bettable books moving one way within minutes."""

from __future__ import annotations

import datetime as dt
from itertools import chain

import polars as pl
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mlbcore.analysis.columns.pairs import pairs
from mlbcore.analysis.columns.tape import Tape
from mlbcore.analysis.signals.steam import steam
from mlbcore.models import Market, Quote, Side
from mlbcore.settings import SteamRule
from mlbcore.testing.tapes import NOON, histories, pair, tape_of, tapes

FEW = settings(max_examples=40)
RULE = SteamRule()
LOW = SteamRule(books=2, toward=0.005, cents=3.0)


def found(quotes: list[Quote], rule: SteamRule = RULE) -> pl.DataFrame:
    return steam(pairs(tape_of(quotes)), rule)


def moving(*books: str, apart: float = 2, above: int = -125, below: int = 105) -> list[Quote]:
    """Books that show even prices at noon and move one after another, beginning at 12:20."""
    begin = [pair(book, -110, -110) for book in books]
    after = [pair(book, above, below, 20 + apart * n) for n, book in enumerate(books)]
    return list(chain.from_iterable([*begin, *after]))


def test_three_books_within_the_window_are_steam_at_the_third() -> None:
    told = found(moving("fanduel", "draftkings", "betmgm"))
    side, at, books = told.select("side", "at", "books_for").row(0)
    assert told.height == 1
    assert (side, at) == (Side.HOME, NOON + dt.timedelta(minutes=24))
    assert books == ["betmgm", "draftkings", "fanduel"]


def test_two_books_are_none() -> None:
    assert found(moving("fanduel", "draftkings")).is_empty()


def test_the_consensus_is_no_third_book() -> None:
    assert found(moving("fanduel", "draftkings", "consensus")).is_empty()


def test_books_that_follow_later_than_the_window_are_none() -> None:
    assert found(moving("fanduel", "draftkings", "betmgm", apart=10)).is_empty()


def test_small_moves_are_none() -> None:
    small = moving("fanduel", "draftkings", "betmgm", above=-114, below=-106)
    assert found(small).is_empty()


def test_a_book_that_moves_the_other_way_is_a_disagreement() -> None:
    against = [*pair("caesars", -110, -110), *pair("caesars", 110, -130, 21)]
    assert found([*moving("fanduel", "draftkings", "betmgm"), *against]).is_empty()


def test_one_that_goes_on_is_told_once() -> None:
    assert found(moving("fanduel", "draftkings", "betmgm", "caesars", "bet365")).height == 1


def test_a_sharp_book_raises_the_confidence() -> None:
    plain = found(moving("fanduel", "draftkings", "betmgm"))
    led = found(moving("fanduel", "draftkings", "pinnacle"))
    assert led["confidence"].item() > plain["confidence"].item()
    assert led["indicators_for"].to_list() == [["sharp_book_movement", "steam_move"]]


def test_it_rests_on_what_each_book_showed_before_and_after() -> None:
    quotes = moving("fanduel", "draftkings", "betmgm")
    tape = tape_of(quotes)
    rows = steam(pairs(tape), RULE)["price_rows"].item().to_list()
    assert rows == list(range(12))


@FEW
@given(histories())
def test_relabelling_the_sides_turns_its_side(quotes: list[Quote]) -> None:
    moneylines = [quote for quote in quotes if quote.market is Market.MONEYLINE]
    turned = [evolve(quote, side=Side(quote.side).other) for quote in moneylines]
    ours, theirs = found(moneylines, LOW), found(turned, LOW)
    sides = [Side(side).other for side in ours["side"]]
    assert sorted(theirs["side"]) == sorted(sides)
    assert sorted(theirs["strength"].round(9)) == sorted(ours["strength"].round(9))


@FEW
@given(tapes(), st.integers(0, 90))
def test_nothing_later_changes_what_was_found(tape: Tape, fives: int) -> None:
    instant = NOON + dt.timedelta(minutes=5 * fives)
    then = steam(pairs(tape.until(instant)), LOW)
    now = steam(pairs(tape), LOW).filter(pl.col("at") <= instant)
    assert then.drop("price_rows").equals(now.drop("price_rows"))
