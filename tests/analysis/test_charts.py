"""Charts: every book of a market told of one bet."""

from __future__ import annotations

import datetime as dt
from itertools import chain

import pytest
from attrs import evolve
from hypothesis import given, settings

from mlbcore.analysis.charts import Chart, charts
from mlbcore.analysis.columns.pairs import pairs
from mlbcore.analysis.columns.panel import at_instant, panel
from mlbcore.analysis.market.consensus import consensus
from mlbcore.models import LineStatus, Market, Period, Phase, Quote, Side
from mlbcore.odds import american_to_decimal, devig
from mlbcore.odds.landing import TOTALS
from mlbcore.settings import ConsensusRule
from mlbcore.testing.tapes import NOON, START, histories, pair, tape_of

FEW = settings(max_examples=30)
RUN_LINE, TOTAL = Market.RUN_LINE, Market.TOTAL


def drawn(quotes: list[Quote], when: dt.datetime = START) -> list[Chart]:
    shown = pairs(tape_of(quotes))
    opinion = consensus(panel(shown, at_instant(shown, when)), ConsensusRule())
    return list(charts(shown, opinion).values())


def test_an_opener_stands_first_and_has_no_time() -> None:
    (chart,) = drawn(
        [*pair("fanduel", -120, 100, 60), *pair("fanduel", -110, -110, phase=Phase.OPENER)]
    )
    ((opener, last),) = [track.stretches for track in chart.tracks]
    assert opener.at is None
    assert opener.fair == pytest.approx(0.5)
    assert (last.price, last.other_price) == (-120, 100)
    assert chart.moved


@pytest.mark.parametrize(
    ("quotes", "side", "line"),
    [
        (pair("fanduel", -150, 130), Side.HOME, None),
        (pair("fanduel", 130, -150), Side.AWAY, None),
        (pair("fanduel", 150, -170, market=RUN_LINE, line=-1.5), Side.HOME, -1.5),
        (pair("fanduel", -170, 150, market=RUN_LINE, line=1.5), Side.AWAY, -1.5),
        (pair("fanduel", 100, -120, market=TOTAL, line=8.5), Side.OVER, 8.5),
    ],
)
def test_a_chart_is_of_the_favourite_of_who_gives_runs_or_of_the_over(
    quotes: list[Quote], side: Side, line: float | None
) -> None:
    (chart,) = drawn(quotes)
    assert (chart.side, chart.line) == (side, line)
    assert chart.tracks[0].stretches[0].line == line
    assert not chart.moved


def test_a_book_at_another_line_is_told_of_the_line_most_books_show() -> None:
    (chart,) = drawn(
        [
            *pair("fanduel", -110, -110, market=TOTAL, line=8.5),
            *pair("betmgm", -110, -110, market=TOTAL, line=8.5),
            *pair("caesars", -110, -110, market=TOTAL, line=9),
        ]
    )
    fair = {track.book: track.stretches[0].fair for track in chart.tracks}
    assert fair["fanduel"] == pytest.approx(0.5)
    # The nines that were a push at 9 win over 8.5.
    assert fair["caesars"] == pytest.approx(0.5 + TOTALS[9] / 2)
    assert chart.line == 8.5


def test_a_market_that_every_book_has_taken_down_is_drawn_by_its_last_pair() -> None:
    shown = [
        *pair("fanduel", -110, -110, market=TOTAL, line=8.5),
        *pair("betmgm", -110, -110, 10, market=TOTAL, line=9),
    ]
    down = [
        evolve(quote, status=LineStatus.SUSPENDED, observed_at=NOON + dt.timedelta(hours=1))
        for quote in shown
    ]
    (chart,) = drawn([*shown, *down])
    assert (chart.side, chart.line) == (Side.OVER, 9)
    assert {track.stretches[-1].until for track in chart.tracks} == {NOON + dt.timedelta(hours=1)}


def test_what_a_moved_line_of_a_part_of_a_game_is_worth_nobody_can_tell() -> None:
    lines = {"fanduel": 4.5, "betmgm": 4.5, "caesars": 5.0}
    quotes = [pair(book, -120, 100, market=TOTAL, line=line) for book, line in lines.items()]
    (chart,) = drawn([evolve(q, period=Period.FIRST_FIVE) for q in chain.from_iterable(quotes)])
    known = {track.book: track.stretches[0].fair is not None for track in chart.tracks}
    assert known == {"fanduel": True, "betmgm": True, "caesars": False}


@FEW
@given(histories())
def test_every_pair_is_one_step_with_the_probability_of_the_charts_bet(quotes: list[Quote]) -> None:
    told = [
        (chart.line, stretch)
        for chart in drawn(quotes)
        for track in chart.tracks
        for stretch in track.stretches
    ]
    assert len(told) == pairs(tape_of(quotes)).height
    for line, stretch in told:
        assert stretch.fair is not None
        assert 0 < stretch.fair < 1
        if stretch.line == line:
            prices = [american_to_decimal(stretch.price), american_to_decimal(stretch.other_price)]
            assert stretch.fair == pytest.approx(devig(prices)[0])


@FEW
@given(histories())
def test_the_steps_of_a_book_are_in_order_of_time(quotes: list[Quote]) -> None:
    for chart in drawn(quotes):
        for track in chart.tracks:
            timed = [stretch.at for stretch in track.stretches if stretch.at is not None]
            assert timed == sorted(timed)
            assert all(stretch.at is not None for stretch in track.stretches[1:])
