"""Laws of the backtest: no bet knows what came later, and its money adds up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

import polars as pl
import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from mlbcore.analysis.backtest.engine import backtest
from mlbcore.analysis.backtest.on_offer import on_offer
from mlbcore.analysis.backtest.staking import FLAT, StakeKind, Staking
from mlbcore.analysis.backtest.strategy import (
    CLOSE,
    OPENER,
    PICKED,
    AnyStrategy,
    Decision,
    Strategy,
    tape_at,
)
from mlbcore.analysis.columns.pairs import implied_by
from mlbcore.analysis.columns.tape import Tape
from mlbcore.errors import PluginError
from mlbcore.models import LineStatus, Market, Phase, Quote, StrategyCategory
from mlbcore.testing.tapes import BOOKS, NOON, START, joined, pair, seasons, tape_of

FEW = settings(max_examples=30)
DECISIONS = st.sampled_from([Decision(CLOSE), Decision(30), Decision(120), Decision(400)])
MADE = (*PICKED, "fair", "decimal")
HOUR = Decision(60)


@frozen(kw_only=True)
class Least:
    fair: float = 0.0


def every_side(tape: Tape, rule: Least) -> pl.DataFrame:
    return on_offer(tape).filter(pl.col("fair") >= rule.fair)


def strategy(
    pick: Callable[[Tape, Least], pl.DataFrame] = every_side,
    decision: Decision = HOUR,
    staking: Staking = FLAT,
) -> AnyStrategy:
    return Strategy(
        name="test",
        category=StrategyCategory.VALUE_ANALYSIS,
        about="A test.",
        decisions=(decision,),
        rule=Least(),
        pick=pick,
        staking=staking,
    )


@FEW
@given(seasons(), DECISIONS)
def test_a_strategy_sees_no_score_and_nothing_later_than_its_decision(
    tape: Tape, decision: Decision
) -> None:
    given: list[Tape] = []

    def look(seen: Tape, rule: Least) -> pl.DataFrame:
        given.append(seen)
        return every_side(seen, rule)

    backtest(tape, strategy(look, decision))
    (seen,) = given
    assert seen.games["home_score"].is_null().all()
    assert seen.games["away_score"].is_null().all()
    late = seen.prices.join(seen.games, on="game").with_columns(then=decision.instant)
    assert late.filter(pl.col("at") > pl.col("then")).is_empty()


@FEW
@given(seasons(), seasons(), DECISIONS)
def test_what_came_later_changes_no_bet(tape: Tape, later: Tape, decision: Decision) -> None:
    """Neither prices after the decision, nor games of another year, nor the scores."""
    next_year = dt.timedelta(days=365)
    moved = Tape(
        games=later.games.with_columns(
            pl.col("game") + 100, pl.col("date") + next_year, pl.col("start") + next_year
        ),
        prices=later.prices.with_columns(pl.col("game") + 100, pl.col("at") + next_year),
        splits=later.splits,
    )
    whole = backtest(joined([tape, moved]), strategy(decision=decision))
    then = backtest(tape_at(tape, decision), strategy(decision=decision))
    assert whole.filter(pl.col("game") < 100).select(MADE).equals(then.select(MADE))


@pytest.mark.slow
@FEW
@given(seasons())
def test_of_several_decisions_the_first_that_picks_of_a_market_holds(tape: Tape) -> None:
    def wary(seen: Tape, rule: Least) -> pl.DataFrame:
        return every_side(seen, rule).filter(pl.col("books") >= 2)

    turns = [Decision(400), Decision(120), Decision(CLOSE)]
    bets: dict[tuple[object, ...], set[tuple[object, ...]]] = {}
    for turn in turns:
        alone = backtest(tape, strategy(wary, turn)).select(MADE).rows()
        markets = {row[:4] for row in alone} - bets.keys()
        bets |= {market: {row for row in alone if row[:4] == market} for market in markets}
    told = backtest(tape, evolve(strategy(wary), decisions=reversed(turns)))
    assert set(told.select(MADE).rows()) == set().union(*bets.values())


def test_at_the_opener_only_openers_stand() -> None:
    opened = pair("fanduel", 110, -130, phase=Phase.OPENER)
    tape = tape_of([*opened, *pair("fanduel", 140, -160, 60)], scores=(1, 2))
    (home, away) = backtest(tape, strategy(decision=Decision(OPENER))).rows(named=True)
    assert (home["price"], away["price"]) == (110, -130)
    assert home["at"] is None
    assert (home["close_price"], away["close_price"]) == (140, -160)


def test_a_close_stands_at_the_start_and_not_a_minute_before() -> None:
    start = (START - NOON) / dt.timedelta(minutes=1)
    quotes = [*pair("fanduel", 110, -130), *pair("fanduel", 140, -160, start, phase=Phase.CLOSE)]
    prices = {
        decision.when: backtest(tape_of(quotes, scores=(1, 2)), strategy(decision=decision))[
            "price"
        ].to_list()
        for decision in (Decision(1), Decision(CLOSE))
    }
    assert prices == {"1": [110, -130], "close": [140, -160]}


def test_where_the_start_is_not_known_nobody_bets_so_long_before_it() -> None:
    tape = tape_of(pair("fanduel", 110, -130), start=None, scores=(1, 2))
    assert backtest(tape, strategy(decision=HOUR)).is_empty()
    assert backtest(tape, strategy(decision=Decision(CLOSE))).height == 2


def of_the_whole_tape(tape: Tape, _: Tape, rule: Least) -> pl.DataFrame:
    return every_side(tape, rule)


def with_column(name: str, value: object, tape: Tape, rule: Least) -> pl.DataFrame:
    return every_side(tape, rule).with_columns(pl.lit(value).alias(name))


def twice(tape: Tape, rule: Least) -> pl.DataFrame:
    return pl.concat([every_side(tape, rule)] * 2)


def of_the_consensus(tape: Tape, rule: Least) -> pl.DataFrame:
    told = tape.prices.filter(pl.col("book") == "consensus")
    return told.with_columns(fair=0.5, strength=None)


def without_rows(tape: Tape, rule: Least) -> pl.DataFrame:
    return every_side(tape, rule).drop("row")


TAPE = tape_of(
    [
        *pair("consensus", -110, -110),
        *pair("fanduel", 110, -130),
        *pair("fanduel", -150, 130, 400),
    ],
    scores=(2, 5),
)
TAKEN_DOWN = [
    evolve(quote, status=LineStatus.SUSPENDED) for quote in pair("fanduel", 150, -180, 30)
]


def test_nobody_bets_at_a_price_that_was_taken_down() -> None:
    quotes = [*pair("fanduel", 150, -180), *TAKEN_DOWN, *pair("betmgm", 110, -130)]
    bets = backtest(tape_of(quotes, scores=(1, 2)), strategy())
    assert bets.select("book", "price").rows() == [("betmgm", 110), ("betmgm", -130)]


@pytest.mark.parametrize("last", [TAKEN_DOWN, pair("fanduel", 140, -160, 30)])
@pytest.mark.parametrize("source", ["action", "sbr"])
def test_a_pick_that_stands_no_longer_stops_the_backtest(source: str, last: list[Quote]) -> None:
    def stale(tape: Tape, rule: Least) -> pl.DataFrame:
        first = tape.prices.filter(pl.col("at") == NOON)
        return first.with_columns(fair=0.5, strength=None)

    shown = tape_of(pair("fanduel", 150, -180), source="action")
    with pytest.raises(PluginError, match="no such price could be taken then"):
        backtest(joined([shown, tape_of(last, source=source)]), strategy(stale))


@pytest.mark.parametrize(
    ("cheat", "reason"),
    [
        (partial(of_the_whole_tape, TAPE), "no such price could be taken then"),
        (partial(with_column, "price", 200), "no such price could be taken then"),
        (partial(with_column, "book", "draftkings"), "no such price could be taken then"),
        (partial(with_column, "game", 2), "no such price could be taken then"),
        (of_the_consensus, "no such price could be taken then"),
        (twice, "one price is picked twice"),
        (partial(with_column, "fair", 1.0), "a fair probability is not between 0 and 1"),
        (partial(with_column, "strength", 1.5), "a strength is not from 0 to 1"),
        (partial(with_column, "price", "high"), "picks are not of the form PICKS"),
        (without_rows, "picks have not the columns row"),
    ],
)
def test_picks_that_could_not_be_made_then_stop_the_backtest(
    cheat: Callable[[Tape, Least], pl.DataFrame], reason: str
) -> None:
    with pytest.raises(PluginError, match=reason):
        backtest(TAPE, strategy(cheat))


@pytest.mark.slow
@FEW
@given(seasons(), DECISIONS, st.integers(0, 99))
def test_the_order_in_which_rows_and_games_come_changes_nothing(
    tape: Tape, decision: Decision, seed: int
) -> None:
    shuffled = Tape(
        games=tape.games.sample(fraction=1, shuffle=True, seed=seed),
        prices=tape.prices.drop("row").sample(fraction=1, shuffle=True, seed=seed),
        splits=tape.splits.drop("row"),
    )
    bets = backtest(tape, strategy(decision=decision))
    assert backtest(shuffled, strategy(decision=decision)).equals(bets)


@pytest.mark.slow
@FEW
@given(seasons())
def test_profit_is_linear_in_the_stake(tape: Tape) -> None:
    quarter, half = (
        backtest(
            tape, strategy(staking=Staking(kind=StakeKind.KELLY, fraction=fraction, cap=1.0))
        ).select("game", "side", "market", "stake", "profit")
        for fraction in (0.25, 0.5)
    )
    assert quarter.drop("stake", "profit").equals(half.drop("stake", "profit"))
    for name in ("stake", "profit"):
        assert half[name].to_list() == pytest.approx([2 * value for value in quarter[name]])


@FEW
@given(seasons())
def test_a_bet_brings_its_stake_times_what_a_unit_returned(tape: Tape) -> None:
    bets = backtest(tape, strategy())
    assert bets["stake"].to_list() == [1.0] * len(bets)
    assert bets["profit"].to_list() == bets["returned"].to_list()
    back = bets.filter(pl.col("settlement").is_in(["push", "void"]))
    assert back["profit"].to_list() == [0.0] * len(back)
    lost = bets.filter(pl.col("settlement") == "loss")
    assert lost["profit"].to_list() == [-1.0] * len(lost)


@FEW
@given(st.sampled_from([(100, 100), (150, -150), (-240, 240)]), st.integers(0, 9))
def test_both_sides_at_fair_odds_bring_nothing(fair: tuple[int, int], runs: int) -> None:
    quotes = [*pair("fanduel", *fair), *pair("fanduel", *fair, market=Market.TOTAL, line=7)]
    bets = backtest(tape_of(quotes, scores=(runs, 4)), strategy())
    both = bets.group_by("market").agg(
        whole=implied_by(pl.col("price")).sum(),
        returned=(implied_by(pl.col("price")) * pl.col("returned")).sum(),
    )
    assert both["whole"].to_list() == pytest.approx([1.0, 1.0])
    assert both["returned"].to_list() == pytest.approx([0.0, 0.0], abs=1e-12)


def test_a_total_that_lands_on_its_line_gives_the_stake_back() -> None:
    quotes = pair("fanduel", -110, -110, market=Market.TOTAL, line=8)
    bets = backtest(tape_of(quotes, scores=(5, 3)), strategy())
    assert bets["settlement"].to_list() == ["push", "push"]
    assert bets["profit"].sum() == 0


def test_a_game_that_was_not_played_gives_the_stake_back() -> None:
    bets = backtest(tape_of(pair("fanduel", -110, -110)), strategy())
    assert bets["settlement"].to_list() == ["void", "void"]
    assert bets["profit"].sum() == 0


def test_what_kelly_stakes_nothing_on_is_no_bet() -> None:
    staking = Staking(kind=StakeKind.KELLY)
    quotes: list[Quote] = []
    for book in BOOKS[:3]:
        quotes += pair(book, -110, -110)
    quotes += pair("pinnacle", 115, -135)
    (bet,) = backtest(tape_of(quotes, scores=(2, 5)), strategy(staking=staking)).rows(named=True)
    assert (bet["side"], bet["book"]) == ("home", "pinnacle")
    assert bet["stake"] == pytest.approx(100 * 0.25 * (0.5 * 1.15 - 0.5) / 1.15)
    assert bet["profit"] == pytest.approx(1.15 * bet["stake"])


def test_a_parameter_of_the_rule_is_heeded() -> None:
    loose = strategy()
    strict = evolve(loose, rule=Least(fair=0.5))
    bets = backtest(TAPE, strict)
    assert bets.height == 1
    assert backtest(TAPE, loose).height == 2
