"""What each side could be bet at, as of an instant, from the tape."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import chain

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mlbcore.analysis.advice.opportunities import (
    Opportunity,
    OpportunityRule,
    opportunities,
)
from mlbcore.analysis.advice.purse import Purse
from mlbcore.analysis.advice.recommending import Advice, AdviceRule, advise_slate
from mlbcore.analysis.columns.tape import Tape
from mlbcore.analysis.signals.found import found, signals_in
from mlbcore.models import Market, Opinion, Quote, Recommendation, Side
from mlbcore.settings import ConsensusRule, DetectorRules
from mlbcore.testing.tapes import NOON, START, histories, looks_of, pair, public, tape_of, tapes

LATER = NOON + dt.timedelta(hours=3)
FEW = settings(max_examples=25)
FOUR = ("fanduel", "betmgm", "caesars", "draftkings")
RICH = Purse(bankroll=Decimal(100_000))


def seen(
    tape: Tape,
    when: dt.datetime = LATER,
    rule: OpportunityRule | None = None,
    consensus: ConsensusRule | None = None,
) -> list[Opportunity]:
    findings = found(tape, DetectorRules())
    return opportunities(
        tape,
        looks_of(when),
        findings,
        when,
        rule or OpportunityRule(),
        consensus or ConsensusRule(),
    )


def of_side(told: list[Opportunity], side: Side) -> Opportunity:
    (its,) = (each for each in told if each.side is side)
    return its


def quoted(*books: str, line: float | None = None) -> list[Quote]:
    market = Market.MONEYLINE if line is None else Market.TOTAL
    pairs = [pair(book, -110, -110, market=market, line=line) for book in books]
    return list(chain.from_iterable(pairs))


def test_a_side_is_told_with_its_best_price_and_the_probability_of_the_median() -> None:
    told = seen(tape_of([*quoted(*FOUR), *pair("bet365", 105, -125)]))
    home = of_side(told, Side.HOME)
    assert (home.book, home.price, home.fair, home.books) == ("bet365", 105, 0.5, 4)
    assert home.outlier
    assert home.expected_value == pytest.approx(0.025)
    assert home.edge == pytest.approx(0.5 - 100 / 205)
    assert (home.since, home.age, home.start) == (NOON, 0, START)


def test_the_fair_probability_of_the_other_side_is_the_rest() -> None:
    told = seen(tape_of([*quoted("fanduel"), *pair("betmgm", -130, 110)]))
    assert of_side(told, Side.HOME).fair + of_side(told, Side.AWAY).fair == pytest.approx(1)


def test_sharp_books_can_be_believed_more() -> None:
    tape = tape_of([*quoted("fanduel", "betmgm"), *pair("pinnacle", -102, -106)])
    median, sharp = (
        of_side(seen(tape, rule=OpportunityRule(opinion=opinion)), Side.HOME).fair
        for opinion in Opinion
    )
    assert sharp < median == 0.5


def test_a_total_half_a_run_away_is_valued_at_its_own_line_and_one_further_is_not() -> None:
    tape = tape_of(
        [
            *quoted(*FOUR, line=8.5),
            *pair("bet365", -110, -110, market=Market.TOTAL, line=8),
            *pair("bovada", 150, 150, market=Market.TOTAL, line=7),
        ]
    )
    over = of_side(seen(tape), Side.OVER)
    assert (over.book, over.line) == ("bet365", 8.0)
    assert over.fair > 0.5
    exact = of_side(seen(tape, rule=OpportunityRule(reach=0)), Side.OVER)
    assert (exact.line, exact.fair) == (8.5, 0.5)


def test_the_line_is_the_sides_own() -> None:
    pairs = [pair(book, -110, -110, market=Market.RUN_LINE, line=-1.5) for book in FOUR]
    told = seen(tape_of(chain.from_iterable(pairs)))
    assert [of_side(told, side).line for side in (Side.HOME, Side.AWAY)] == [-1.5, 1.5]


def test_a_price_that_stands_is_taken_before_a_better_one_that_may_not() -> None:
    quotes = quoted(*FOUR)
    moved = [*chain.from_iterable(pair(book, -108, -112, 150) for book in FOUR)]
    stale = pair("bet365", 115, -135)
    home = of_side(seen(tape_of([*quotes, *moved, *stale])), Side.HOME)
    assert (home.price, home.stale) == (-108, False)


def test_what_the_books_moved_is_told_of_each_side() -> None:
    moved = [*chain.from_iterable(pair(book, -130, 110, 60) for book in FOUR)]
    told = seen(tape_of([*quoted(*FOUR), *moved]))
    home, away = (of_side(told, side).moved for side in (Side.HOME, Side.AWAY))
    assert home is not None
    assert away is not None
    assert home == pytest.approx(-away)
    assert home > 0.03


def test_the_signals_of_a_side_are_told_by_the_ids_they_are_stored_under() -> None:
    steam = [*chain.from_iterable(pair(book, -130, 110, 5) for book in FOUR)]
    tape = tape_of([*quoted(*FOUR), *steam], public((60, 85), 30))
    told = seen(tape)
    home, away = of_side(told, Side.HOME), of_side(told, Side.AWAY)
    ids = {signal.id for signal, _ in signals_in(tape, found(tape, DetectorRules()))}
    assert set(home.signals) == ids
    assert home.score == away.contrary > 0.4
    assert (away.signals, away.score) == ((), 0)


def test_there_is_nothing_to_bet_on_once_a_game_has_begun() -> None:
    assert seen(tape_of(quoted(*FOUR)), START) == []


def advised(tape: Tape, when: dt.datetime = LATER) -> list[Advice]:
    """Whatever few books there are: they all count."""
    told = seen(tape, when, consensus=ConsensusRule(outlier=1e6))
    return advise_slate(told, when, AdviceRule(), RICH)


@FEW
@given(tapes(), st.integers(0, 84))
def test_adding_what_came_later_changes_no_earlier_advice(tape: Tape, fives: int) -> None:
    when = NOON + dt.timedelta(minutes=5 * fives)
    assert advised(tape, when) == advised(tape.until(when), when)


@pytest.mark.slow
@FEW
@given(histories())
def test_relabelling_home_and_away_relabels_the_advice(quotes: list[Quote]) -> None:
    ours = [quote for quote in quotes if quote.market is Market.MONEYLINE]
    turned = [evolve(quote, side=quote.side.other) for quote in ours]

    def told(advice: list[Advice]) -> dict[Side, tuple[Recommendation, int, float]]:
        return {
            each.opportunity.side: (
                each.analysis.recommendation,
                each.opportunity.price,
                round(each.kelly, 9),
            )
            for each in advice
        }

    straight = told(advised(tape_of(ours)))
    assert told(advised(tape_of(turned))) == {side.other: its for side, its in straight.items()}


QUOTED = ((-125, 105), (-115, -105), (-110, -110), (-105, -115), (100, -120))


@pytest.mark.slow
@FEW
@given(st.sampled_from((3, 5)).flatmap(lambda n: st.tuples(*[st.sampled_from(QUOTED)] * n)))
def test_a_book_that_quotes_the_consensus_changes_no_recommendation(
    quoted: tuple[tuple[int, int], ...],
) -> None:
    """A twin of the middle one of an odd number of books: the best prices stay as they are."""
    books = ("fanduel", "betmgm", "caesars", "draftkings", "bet365")
    quotes = [
        *chain.from_iterable(
            pair(*its) for its in zip(books, *zip(*quoted, strict=True), strict=False)
        )
    ]
    middle = sorted(quoted, key=QUOTED.index)[len(quoted) // 2]
    before, after = (
        {each.opportunity.side: each.analysis.recommendation for each in advised(tape_of(told))}
        for told in (quotes, [*quotes, *pair("pinnacle", *middle)])
    )
    assert before == after
