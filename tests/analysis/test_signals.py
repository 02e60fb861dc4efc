"""Laws of all detectors: what they find rests on the tape until then, and on nothing else."""

from __future__ import annotations

import datetime as dt
from itertools import chain

import polars as pl
import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mlbcore.analysis.columns.pairs import pairs
from mlbcore.analysis.columns.shares import public_shares
from mlbcore.analysis.columns.tape import Tape
from mlbcore.analysis.columns.timeline import timeline
from mlbcore.analysis.signals.found import found, signals_in
from mlbcore.models import LineStatus, Market, Phase, Quote, SignalType, Split
from mlbcore.settings import DetectorRules, LeadRule, MoneyRule, ReverseRule, SteamRule
from mlbcore.testing.tapes import NOON, START, joined, pair, public, tape_of, tapes

# Low enough that drawn histories hold signals of every kind.
RULES = DetectorRules(
    steam=SteamRule(books=2, toward=0.005, cents=3.0),
    reverse=ReverseRule(tickets=52.0, moved=0.002, bets=10),
    money=MoneyRule(divergence=3.0, money=30.0, bets=10, lean=52.0, surge=3.0),
    lead=LeadRule(gap=0.005, books=1),
)
FEW = settings(max_examples=30)
ROWS = ("price_rows", "split_rows")
ON_SPLITS = {
    SignalType.SHARP_ACTION,
    SignalType.CONSENSUS_FADE,
    SignalType.LATE_MONEY,
    SignalType.LATE_FLIP,
    SignalType.REVERSE_LINE_MOVEMENT,
}
ON_PRICES = {
    SignalType.STEAM_MOVE,
    SignalType.BOOK_CONFLICT,
    SignalType.REVERSE_LINE_MOVEMENT,
}


def told(quotes: list[Quote], splits: list[Split]) -> pl.DataFrame:
    return found(tape_of(quotes, splits), RULES)


def named(findings: pl.DataFrame, *names: str) -> list[tuple[object, ...]]:
    return sorted(findings.select(names).rows(), key=str)


def scene() -> tuple[list[Quote], list[Split]]:
    """A day on which every detector has something to find."""
    books = ("fanduel", "draftkings", "betmgm")
    quotes = [pair(book, -110, -110) for book in books]
    quotes += [pair("pinnacle", -108, -102), pair("pinnacle", 120, -130, 60)]
    quotes += [pair(book, 105, -125, 90 + n) for n, book in enumerate(books)]
    splits = [public((70, 40), 30), public((70, 62), 310), public((70, 30), 400)]
    return list(chain.from_iterable(quotes)), list(chain.from_iterable(splits))


def test_a_day_with_something_for_every_detector_has_a_signal_of_every_kind() -> None:
    assert set(map(SignalType, told(*scene())["type"])) == ON_SPLITS | ON_PRICES


@FEW
@given(tapes(), st.integers(0, 84))
def test_adding_what_came_later_changes_no_earlier_answer(tape: Tape, fives: int) -> None:
    instant = NOON + dt.timedelta(minutes=5 * fives)
    then = found(tape.until(instant), RULES)
    now = found(tape, RULES).filter(pl.col("at") <= instant)
    assert then.drop(ROWS).equals(now.drop(ROWS))


@pytest.mark.parametrize("fives", range(0, 85, 7))
def test_no_later_word_changes_what_a_day_had_told(fives: int) -> None:
    instant = NOON + dt.timedelta(minutes=5 * fives)
    whole = tape_of(*scene())
    then = signals_in(whole.until(instant), found(whole.until(instant), RULES))
    now = [
        (signal, evidence)
        for signal, evidence in signals_in(whole, found(whole, RULES))
        if signal.raised_at <= instant
    ]
    assert then == now


def moneylines(tape: Tape) -> Tape:
    of_market = pl.col("market") == Market.MONEYLINE
    return evolve(tape, prices=tape.prices.filter(of_market), splits=tape.splits.filter(of_market))


def turned(frame: pl.DataFrame) -> pl.DataFrame:
    """With home for away, and away for home."""
    return frame.with_columns(pl.col("side").replace({"home": "away", "away": "home"}))


@FEW
@given(tapes().map(moneylines))
def test_relabelling_the_sides_turns_every_signal_of_a_moneyline(tape: Tape) -> None:
    other = evolve(tape, prices=turned(tape.prices), splits=turned(tape.splits))
    names = ("type", "at", "side", "strength")
    straight, back = found(tape, RULES), turned(found(other, RULES))
    assert named(back, *names) == named(straight, *names)


@pytest.mark.slow
@FEW
@given(tapes())
def test_removing_all_data_of_a_kind_removes_every_signal_that_rests_on_it(tape: Tape) -> None:
    no_splits = evolve(tape, splits=tape.splits.clear())
    no_prices = evolve(tape, prices=tape.prices.clear())
    names = ("type", "at", "market", "side", "strength")
    whole, of = found(tape, RULES), pl.col("type").cast(pl.String)
    for left, gone in ((no_splits, ON_SPLITS), (no_prices, ON_PRICES)):
        kept = whole.filter(~of.is_in(gone))
        assert named(found(left, RULES), *names) == named(kept, *names)


@pytest.mark.slow
@FEW
@given(tapes())
def test_a_book_that_quotes_as_the_market_does_turns_no_signal(tape: Tape) -> None:
    """A twin of a book: what the market showed anyway is shown once more."""
    fanduel = tape.prices.filter(pl.col("book") == "fanduel")
    assume(not fanduel.is_empty())
    twin = fanduel.with_columns(book=pl.lit("caesars"))
    after = found(evolve(tape, prices=pl.concat([tape.prices, twin])), RULES)
    for kind, market, at, side in found(tape, RULES).select("type", "market", "at", "side").rows():
        there = after.filter(pl.col("type") == kind, pl.col("market") == market, pl.col("at") == at)
        assert side in there["side"].to_list() or there.is_empty()


@FEW
@given(tapes(games=(1, 2)))
def test_every_signal_rests_on_rows_of_its_own_game_and_market_until_then(tape: Tape) -> None:
    for signal, evidence in signals_in(tape, found(tape, RULES)):
        assert evidence
        assert {row.market for row in evidence} == {signal.market}
        assert all(
            row.observed_at is None or row.observed_at <= signal.raised_at for row in evidence
        )


@pytest.mark.slow
@FEW
@given(tapes(games=(1, 2)))
def test_games_do_not_see_one_another(tape: Tape) -> None:
    both = found(tape, RULES).drop(ROWS)
    for game in (1, 2):
        of_game = pl.col("game") == game
        frames = (tape.games, tape.prices, tape.splits)
        games, prices, splits = (frame.filter(of_game) for frame in frames)
        alone = found(Tape(games=games, prices=prices, splits=splits), RULES).drop(ROWS)
        assert both.filter(of_game).equals(alone)


def test_no_data_is_no_lean() -> None:
    """0 and 0 is how a source says that it knows nothing."""
    none = [evolve(split, tickets_percent=0.0, money_percent=0.0) for split in public((70, 40), 30)]
    assert told([], none).is_empty()


def test_no_split_speaks_after_the_first_pitch() -> None:
    late = (START - NOON) / dt.timedelta(minutes=1) + 1
    assert told([], public((70, 40), late)).is_empty()


def test_what_two_books_show_at_one_instant_is_one_signal_that_rests_on_both() -> None:
    books = ("fanduel", "betmgm", "caesars", "pinnacle", "circa")
    quotes = [pair(book, -110, -110) for book in books]
    quotes += [pair("pinnacle", -130, 110, 60), pair("circa", -140, 120, 60)]
    splits = [public((60, 85), 30, book=book) for book in ("draftkings", "consensus")]
    tape = tape_of(chain.from_iterable(quotes), chain.from_iterable(splits))
    told = {signal.type: (signal, rests) for signal, rests in signals_in(tape, found(tape, RULES))}
    lead, rests_of_lead = told[SignalType.BOOK_CONFLICT]
    assert lead.books_for == ("circa", "pinnacle")
    assert {"circa", "pinnacle"} <= {row.book for row in rests_of_lead}
    _, rests_of_action = told[SignalType.SHARP_ACTION]
    assert {row.book for row in rests_of_action} == {"consensus", "draftkings"}


@FEW
@given(tapes())
def test_no_two_signals_have_one_id(tape: Tape) -> None:
    elsewhere = tape.splits.with_columns(book=pl.lit("draftkings"))
    both = evolve(tape, splits=pl.concat([tape.splits, elsewhere]))
    told = [signal.id for signal, _ in signals_in(both, found(both, RULES))]
    assert len(set(told)) == len(told)


def test_a_signal_comes_out_under_the_same_id_again() -> None:
    tape = tape_of(*scene())
    first, second = (signals_in(tape, found(tape, RULES)) for _ in range(2))
    assert first == second
    assert len({signal.id for signal, _ in first}) == len(first)


def test_an_opener_learned_later_takes_no_earlier_word_from_another_source() -> None:
    action = tape_of(pair("fanduel", -110, -110), source="action")
    opener = tape_of(pair("fanduel", -105, -115, phase=Phase.OPENER), source="sbr")
    timed = pairs(joined([action, opener])).filter(pl.col("at").is_not_null())
    assert timed["source"].to_list() == ["action"]


TURNED = [*pair("fanduel", -110, -110), *pair("fanduel", -125, 105, 60)]


def test_no_move_is_reverse_that_its_book_has_taken_down() -> None:
    down = [evolve(q, status=LineStatus.SUSPENDED) for q in pair("fanduel", -125, 105, 120)]
    against = public((30, 40), 130)
    assert SignalType.REVERSE_LINE_MOVEMENT in set(told(TURNED, against)["type"])
    assert SignalType.REVERSE_LINE_MOVEMENT not in set(told([*TURNED, *down], against)["type"])


def test_no_move_is_reverse_that_a_book_made_through_a_source_no_longer_believed() -> None:
    action = tape_of(TURNED, public((30, 40), 130), source="action")
    sbr = tape_of(pair("fanduel", -110, -110, 120), source="sbr")
    kinds = found(joined([action, sbr]), RULES)["type"]
    assert SignalType.REVERSE_LINE_MOVEMENT not in set(kinds)


def test_a_share_of_money_that_is_not_told_any_more_is_not_the_one_before() -> None:
    then, now = public((50, 50), 30), public((80, 50), 200)
    untold = [evolve(split, money_percent=None) for split in now]
    assert told([], [*then, *untold]).filter(pl.col("type") == "consensus_fade").is_empty()


def test_shares_of_two_books_at_one_instant_have_one_order() -> None:
    quotes, splits = scene()
    others = [evolve(split, book="draftkings", tickets_percent=40.0) for split in splits]
    tape = tape_of(quotes, [*splits, *others], games=range(1, 200))
    first, second = (timeline(pairs(tape), public_shares(tape)) for _ in range(2))
    assert first.equals(second)
    assert first.group_by("game").agg(pl.col("tickets").last())["tickets"].n_unique() == 1


def test_money_that_turns_after_it_came_late_is_told_as_both() -> None:
    shares = [public((50, 30), 60), public((50, 46), 310), public((50, 58), 330)]
    rules = DetectorRules(money=MoneyRule(divergence=90, lean=99))
    kinds = found(tape_of([], list(chain.from_iterable(shares))), rules)["type"]
    assert set(map(SignalType, kinds)) == {SignalType.LATE_MONEY, SignalType.LATE_FLIP}
