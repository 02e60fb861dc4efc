"""What the strategies that come with mlbcore bet on."""

from __future__ import annotations

from itertools import chain

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings

from mlbcore.analysis.backtest.engine import backtest
from mlbcore.analysis.backtest.on_offer import on_offer
from mlbcore.analysis.backtest.strategies import BUILT_IN, BackRule, ValueRule, Whom, built_in
from mlbcore.analysis.backtest.strategy import CLOSE, AnyStrategy, Decision
from mlbcore.analysis.columns.tape import Tape
from mlbcore.errors import RecordError
from mlbcore.models import Market, Phase, Quote, Split
from mlbcore.pipeline.backtesting import setup_of, with_rule
from mlbcore.settings import DetectorRules, MoneyRule
from mlbcore.testing.tapes import pair, public, seasons, tape_of

OURS = {strategy.name: strategy for strategy in BUILT_IN}
FEW = settings(max_examples=25)
BOOKS = ("betmgm", "draftkings", "fanduel")


def backed(strategy: AnyStrategy, tape: Tape) -> list[tuple[object, ...]]:
    return backtest(tape, strategy).select("market", "side", "book", "price").rows()


def every_book(above: int, below: int, minutes: float = 0) -> list[Quote]:
    return list(chain.from_iterable(pair(book, above, below, minutes) for book in BOOKS))


@pytest.mark.parametrize(
    ("name", "side"), [("favourites", "away"), ("underdogs", "home"), ("home_underdogs", "home")]
)
def test_a_baseline_backs_its_side_at_the_best_opener(name: str, side: str) -> None:
    quotes = pair("draftkings", 120, -140, phase=Phase.OPENER)
    quotes += pair("fanduel", 125, -135, phase=Phase.OPENER)
    quotes += pair("fanduel", -150, 130, 60)
    price = {"home": 125, "away": -135}[side]
    told = backed(OURS[name], tape_of(quotes, scores=(1, 2)))
    assert told == [("moneyline", side, "fanduel", price)]


def test_a_home_favourite_is_no_home_underdog() -> None:
    quotes = pair("fanduel", -140, 120, phase=Phase.OPENER)
    assert backed(OURS["home_underdogs"], tape_of(quotes, scores=(1, 2))) == []


@pytest.mark.parametrize("side", ["over", "under"])
def test_a_total_is_backed_at_the_line_most_books_show(side: str) -> None:
    quotes: list[Quote] = []
    for book, line in (("draftkings", 8.5), ("fanduel", 8.5), ("betmgm", 9.0)):
        shown = pair(book, -110, -110, market=Market.TOTAL, line=line, phase=Phase.OPENER)
        quotes += shown
    (bet,) = backtest(tape_of(quotes, scores=(1, 2)), OURS[f"{side}s"]).rows(named=True)
    assert (bet["side"], bet["line"], bet["book"]) == (side, 8.5, "draftkings")


def test_a_book_and_bounds_can_be_chosen() -> None:
    tape = tape_of([*pair("fanduel", 120, -140), *pair("draftkings", 125, -145)], scores=(1, 2))
    rule = BackRule(whom=Whom.HOME, book="fanduel")
    one = evolve(OURS["favourites"], rule=rule, decisions=(Decision(CLOSE),))
    assert backed(one, tape) == [("moneyline", "home", "fanduel", 120)]
    assert backed(evolve(one, rule=evolve(rule, least=0.5)), tape) == []


def test_the_archive_is_bet_on_where_no_book_is_named_and_a_consensus_never() -> None:
    for book, count in (("sbr_archive", 1), ("consensus", 0)):
        quotes = pair(book, -140, 120, phase=Phase.OPENER)
        assert len(backed(OURS["favourites"], tape_of(quotes, scores=(1, 2)))) == count


def test_value_is_a_price_above_the_median_of_enough_books() -> None:
    quotes = [*every_book(-110, -110), *pair("pinnacle", 115, -135)]
    value = OURS["value"]
    told = backed(value, tape_of(quotes, scores=(1, 2)))
    assert told == [("moneyline", "home", "pinnacle", 115)]
    for rule in (ValueRule(edge=0.08), ValueRule(books=5)):
        assert backed(evolve(value, rule=rule), tape_of(quotes, scores=(1, 2))) == []
    with pytest.raises(RecordError):
        ValueRule(books=1)


SPLITS = {
    "sharp_money": (public((30, 55), 60), "home"),
    "fade_public": (public((88, 85), 60), "away"),
    "reverse_moves": (public((85, 80), 90), "away"),
}


@pytest.mark.parametrize("name", SPLITS)
def test_a_signal_is_followed_to_the_side_it_speaks_for(name: str) -> None:
    splits, side = SPLITS[name]
    quotes = [*every_book(-110, -110), *every_book(115, -135, 80)]
    told = backed(OURS[name], tape_of(quotes, splits, scores=(1, 2)))
    assert [row[:2] for row in told] == [("moneyline", side)]
    assert backed(OURS[name], tape_of(quotes, scores=(1, 2))) == []


def test_steam_is_followed_at_the_price_it_left() -> None:
    quotes = every_book(-110, -110)
    for minutes, book in enumerate(BOOKS):
        quotes += pair(book, -150, 130, 60 + minutes)
    told = backed(OURS["steam"], tape_of(quotes, scores=(1, 2)))
    assert told == [("moneyline", "home", "betmgm", -150)]


def test_a_follower_goes_by_the_rules_it_is_given_and_keeps_them() -> None:
    rules = DetectorRules(money=MoneyRule(divergence=30))
    ours = {strategy.name: strategy for strategy in built_in(rules)}
    tape = tape_of(every_book(-110, -110), public((30, 55), 60), scores=(1, 2))
    assert (len(backed(OURS["sharp_money"], tape)), backed(ours["sharp_money"], tape)) == (1, [])
    kept = setup_of(ours["sharp_money"]).configuration["rule"]["detectors"]
    assert kept == {"money": {"divergence": 30}}
    assert with_rule(ours["sharp_money"], {}) == ours["sharp_money"]
    assert ours["value"] == OURS["value"]


def test_signals_for_both_sides_are_for_neither() -> None:
    splits: list[Split] = [*public((30, 55), 60), *public((70, 45), 300)]
    tape = tape_of(every_book(-110, -110), splits, scores=(1, 2))
    assert backed(OURS["sharp_money"], tape) == []


@FEW
@given(seasons())
def test_what_stands_at_the_end_is_one_price_a_side(tape: Tape) -> None:
    sides = on_offer(tape)
    assert not sides.select("game", "market", "side").is_duplicated().any()
    both = sides.group_by("game", "market").agg(pl.col("fair").sum(), pl.len())
    whole = both.filter(pl.col("len") == 2)["fair"].to_list()
    assert whole == pytest.approx([1.0] * len(whole))


def test_no_two_of_ours_have_one_name() -> None:
    assert len(OURS) == len(BUILT_IN)


@pytest.mark.parametrize("when", ["", "later", "0", "-5", "nan", "1e9"])
def test_a_decision_is_a_word_or_some_minutes(when: str) -> None:
    with pytest.raises(RecordError):
        Decision(when)


def test_a_strategy_decides_at_some_time() -> None:
    with pytest.raises(RecordError, match="never decides"):
        evolve(OURS["favourites"], decisions=())


@pytest.mark.parametrize("name", ["", "List", "list", "run", "a b", "9lives"])
def test_a_strategy_has_a_name_that_can_be_typed(name: str) -> None:
    with pytest.raises(RecordError):
        evolve(OURS["favourites"], name=name)
