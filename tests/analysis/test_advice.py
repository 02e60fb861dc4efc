"""Advice on an opportunity: laws of the stake, the recommendation, the risk and the time."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mlbcore.analysis.advice.opportunities import Opportunity
from mlbcore.analysis.advice.purse import Purse
from mlbcore.analysis.advice.recommending import (
    LADDER,
    AdviceRule,
    advise,
    advise_slate,
    best_time,
)
from mlbcore.analysis.advice.risk import RISKS, RiskRule, profile, risk_class
from mlbcore.models import Bet, Market, Period, Recommendation, Risk, Side, TimingClass
from mlbcore.settings import BettingSettings
from mlbcore.testing.strategies import prices
from mlbcore.testing.tapes import NOON, START

RULE = AdviceRule()
ANY_JUICE = AdviceRule(betting=BettingSettings(juice_filter=False))
THOUSAND = Purse(bankroll=Decimal(1000))
HOUR = dt.timedelta(hours=1)
SOUND = Opportunity(
    game=1,
    date=NOON.date(),
    market=Market.MONEYLINE,
    period=Period.GAME,
    team=None,
    side=Side.HOME,
    line=None,
    book="fanduel",
    price=110,
    fair=0.5,
    since=NOON - HOUR,
    age=60.0,
    start=START,
    books=5,
    outlier=False,
    stale=False,
    spread=0.01,
    best_hold=0.01,
    moved=0.0,
    score=0.8,
    contrary=0.0,
    doubt=Risk.LOW,
    signals=(),
)
BOUGHT = {Recommendation.BUY, Recommendation.STRONG_BUY}
FAIR = st.floats(0.001, 0.999)


def opportunities() -> SearchStrategy[Opportunity]:
    score = st.sampled_from((0.0, 0.3, 0.4, 0.64, 0.65, 0.9))
    return st.builds(
        evolve,
        st.just(SOUND),
        game=st.integers(1, 3),
        price=st.sampled_from((-250, -161, -160, -130, -110, 100, 130, 300)) | prices(),
        fair=st.floats(0.3, 0.7) | FAIR,
        since=st.sampled_from((NOON - HOUR, None)),
        age=st.sampled_from((0.0, 299.0, 300.0, 3600.0, None)),
        start=st.sampled_from((START, START + 48 * HOUR, None)),
        books=st.integers(1, 8),
        outlier=st.booleans(),
        stale=st.booleans(),
        spread=st.floats(0, 0.1),
        best_hold=st.floats(-0.05, 0.1),
        moved=st.floats(-0.1, 0.1) | st.none(),
        score=score,
        contrary=score,
        doubt=st.sampled_from(Risk),
    )


def placed(game: int, stake: Decimal | int, side: Side = Side.HOME, minutes: int = 0) -> Bet:
    """An open bet on the moneyline of a game of the day."""
    return Bet(
        id=UUID(int=game),
        game=game,
        date=NOON.date(),
        market=Market.MONEYLINE,
        side=side,
        book="fanduel",
        price=100,
        stake=Decimal(stake),
        placed_at=NOON + dt.timedelta(minutes=minutes),
    )


def holding(*bets: Bet) -> Purse:
    purse = THOUSAND
    for bet in bets:
        purse = purse.having_placed(bet)
    return purse


def purses() -> SearchStrategy[Purse]:
    sides = st.sampled_from((Side.HOME, Side.AWAY))
    bets = st.lists(st.builds(placed, st.integers(1, 3), st.integers(1, 50), sides), max_size=6)
    return bets.map(lambda opened: holding(*opened))


def advised(its: Opportunity, rule: AdviceRule = RULE) -> Recommendation:
    return advise(its, NOON, rule, THOUSAND).analysis.recommendation


@given(opportunities())
def test_kelly_stakes_nothing_exactly_where_there_is_no_edge(its: Opportunity) -> None:
    assert (advise(its, NOON, RULE, THOUSAND).kelly > 0) == (its.expected_value > 0)


@given(opportunities(), purses())
def test_a_stake_is_advised_exactly_where_the_side_is_bought(
    its: Opportunity, purse: Purse
) -> None:
    advice = advise(its, NOON, RULE, purse)
    assert (advice.stake > 0) == (advice.analysis.recommendation in BOUGHT)
    assert advice.analysis.stake == pytest.approx(float(advice.stake) / 1000)
    assert advice.analysis.stake <= advice.kelly + 1e-9 <= RULE.betting.kelly_cap + 1e-9


@given(opportunities(), FAIR, purses())
def test_a_higher_fair_probability_never_lowers_stake_or_recommendation(
    its: Opportunity, fair: float, purse: Purse
) -> None:
    low, high = (
        advise(evolve(its, fair=each), NOON, RULE, purse) for each in sorted((its.fair, fair))
    )
    assert low.kelly <= high.kelly
    assert low.analysis.stake <= high.analysis.stake
    ranks = [LADDER.index(each.analysis.recommendation) for each in (low, high)]
    assert ranks == sorted(ranks)


@given(opportunities(), FAIR)
def test_juice_beyond_the_limit_is_never_bought(its: Opportunity, fair: float) -> None:
    dear = evolve(its, price=RULE.betting.max_juice - 1, fair=fair)
    assert advised(dear) in (Recommendation.AVOID, Recommendation.FADE)


def test_without_the_filter_juice_is_a_risk_like_others() -> None:
    dear = evolve(SOUND, price=-170, fair=0.67)
    assert (advised(dear, ANY_JUICE), advised(dear)) == (Recommendation.BUY, Recommendation.AVOID)


@given(opportunities(), purses())
def test_sides_change_nothing_but_their_name(its: Opportunity, purse: Purse) -> None:
    one, other = (
        advise(evolve(its, side=side), NOON, RULE, purse) for side in (Side.HOME, Side.AWAY)
    )
    assert evolve(one.analysis, id=other.analysis.id, side=Side.AWAY) == other.analysis
    assert (one.kelly, one.stake, one.timing) == (other.kelly, other.stake, other.timing)


@pytest.mark.parametrize(
    ("value", "recommendation"),
    [
        (0.03, Recommendation.STRONG_BUY),
        (0.0299, Recommendation.BUY),
        (0.02, Recommendation.BUY),
        (0.0, Recommendation.HOLD),
        (-0.03, Recommendation.HOLD),
        (-0.0301, Recommendation.AVOID),
    ],
)
def test_steps_of_the_ladder_hold_their_lower_end(
    value: float, recommendation: Recommendation
) -> None:
    its = evolve(SOUND, price=100, fair=(1 + value) / 2 + 1e-12)
    assert advised(its) is recommendation


def test_a_strong_buy_needs_signals_and_a_fade_signals_of_the_other_side() -> None:
    worth = evolve(SOUND, fair=0.55)
    assert (advised(worth), advised(evolve(worth, score=0.64))) == (
        Recommendation.STRONG_BUY,
        Recommendation.BUY,
    )
    dear = evolve(SOUND, fair=0.4)
    assert (advised(dear), advised(evolve(dear, contrary=0.65))) == (
        Recommendation.AVOID,
        Recommendation.FADE,
    )


def test_what_the_signals_of_a_strong_buy_score_can_be_chosen() -> None:
    worth = evolve(SOUND, fair=0.55)
    rule = AdviceRule(betting=BettingSettings(min_confidence=0.85))
    assert advised(worth, rule) is Recommendation.BUY
    assert advised(evolve(worth, score=0.85), rule) is Recommendation.STRONG_BUY


def test_a_stake_below_the_least_is_not_made() -> None:
    small = evolve(SOUND, price=100, fair=0.507)
    assert advised(small) is Recommendation.HOLD
    rich = advise(small, NOON, RULE, Purse(bankroll=Decimal(10_000)))
    assert rich.analysis.recommendation is Recommendation.BUY


SURE = evolve(SOUND, fair=0.9)


@pytest.mark.parametrize(
    ("its", "dimension"),
    [
        (evolve(SURE, price=-200), "price"),
        (evolve(SURE, spread=0.06), "market"),
        (evolve(SURE, best_hold=0.06), "market"),
        (evolve(SURE, best_hold=-0.11), "data"),
        (evolve(SURE, books=1), "data"),
        (evolve(SURE, stale=True), "data"),
        (evolve(SURE, age=None), "data"),
        (evolve(SURE, since=None), "data"),
        (evolve(SURE, age=3600.0), "data"),
        (evolve(SURE, contrary=0.65), "signals"),
        (evolve(SURE, doubt=Risk.HIGH), "signals"),
    ],
)
def test_a_high_risk_of_any_kind_is_not_bought(its: Opportunity, dimension: str) -> None:
    advice = advise(its, NOON, ANY_JUICE, THOUSAND)
    assert advice.analysis.risks[dimension] is Risk.HIGH
    assert advice.analysis.risk is Risk.HIGH
    assert advice.analysis.recommendation is Recommendation.HOLD


def test_a_game_far_off_is_a_risk_and_one_under_way_a_high_one() -> None:
    timings = (TimingClass.ULTRA_LATE, TimingClass.OPENING_48H, None, TimingClass.STARTED)
    told = [profile(SOUND, timing, 0, 0, RiskRule()).timing for timing in timings]
    assert told == [Risk.LOW, Risk.MEDIUM, Risk.MEDIUM, Risk.HIGH]


@given(st.floats(-10, 10), st.tuples(st.floats(-5, 5), st.floats(-5, 5)))
def test_the_classes_of_risk_are_half_open_without_a_gap(
    value: float, ends: tuple[float, float]
) -> None:
    first, second = sorted(ends)
    risk = risk_class(value, (first, second))
    bands = {
        Risk.LOW: value < first,
        Risk.MEDIUM: first <= value < second,
        Risk.HIGH: value >= second,
    }
    assert [each for each in RISKS if bands[each]] == [risk]


def test_bets_of_one_game_are_limited_together() -> None:
    worth = evolve(SOUND, fair=0.6)
    beside = advise(worth, NOON, RULE, holding(placed(1, 35)))
    assert (beside.analysis.risks["correlation"], beside.analysis.risks["exposure"]) == (
        Risk.MEDIUM,
        Risk.LOW,
    )
    assert beside.stake == 45
    full = advise(worth, NOON, RULE, holding(placed(1, 80)))
    assert (full.analysis.risks["exposure"], full.stake) == (Risk.HIGH, Decimal(0))


def test_a_bet_on_another_matter_of_the_game_is_not_correlated() -> None:
    over = evolve(placed(1, 10), market=Market.TOTAL, side=Side.OVER, line=Decimal("8.5"))
    assert advise(SOUND, NOON, RULE, holding(over)).analysis.risks["correlation"] is Risk.LOW
    against = placed(1, 10, Side.AWAY)
    assert advise(SOUND, NOON, RULE, holding(against)).analysis.risks["correlation"] is Risk.MEDIUM


def test_of_a_slate_no_more_is_bought_than_a_day_allows() -> None:
    slate = [evolve(SOUND, game=game, fair=0.52 + game / 1000) for game in range(1, 10)]
    told = advise_slate(slate, NOON, RULE, THOUSAND)
    assert [advice.opportunity.game for advice in told if advice.stake] == [9, 8, 7, 6, 5]
    later = advise_slate(slate, NOON, RULE, holding(placed(50, 10)))
    assert sum(advice.stake > 0 for advice in later) == RULE.betting.max_daily - 1


def test_an_empty_purse_buys_nothing() -> None:
    advice = advise(evolve(SOUND, fair=0.6), NOON, RULE, Purse(bankroll=Decimal(0)))
    assert (advice.stake, advice.analysis.risks["exposure"]) == (Decimal(0), Risk.HIGH)
    assert advice.kelly > 0


@given(st.lists(opportunities(), max_size=8), purses())
def test_a_slate_is_advised_in_whatever_order_it_comes(
    slate: list[Opportunity], purse: Purse
) -> None:
    unique = list({(its.game, its.side): its for its in slate}.values())
    assert advise_slate(unique, NOON, RULE, purse) == advise_slate(unique[::-1], NOON, RULE, purse)


@given(st.lists(opportunities(), max_size=8), purses())
def test_all_stakes_stay_within_the_limits(slate: list[Opportunity], purse: Purse) -> None:
    stakes = [advice.stake for advice in advise_slate(slate, NOON, RULE, purse)]
    allowed = Decimal(str(RULE.exposure.on_date)) * purse.bankroll
    open_before = sum(bet.stake for bet in purse.opened)
    assert sum(stakes) <= max(Decimal(0), allowed - open_before)
    assert sum(map(bool, stakes)) <= max(0, RULE.betting.max_daily - purse.placed)


@pytest.mark.parametrize(
    ("moved", "start", "best"),
    [
        (0.01, START, NOON),
        (None, START, NOON),
        (-0.0049, START, NOON),
        (-0.005, START, START - HOUR),
        (-0.005, NOON + HOUR / 2, NOON),
        (-0.005, None, NOON),
    ],
)
def test_a_side_the_market_leaves_is_waited_for(
    moved: float | None, start: dt.datetime | None, best: dt.datetime
) -> None:
    assert best_time(evolve(SOUND, moved=moved, start=start), NOON, RULE) == best


def test_the_same_analysis_has_the_same_id_and_another_one_another() -> None:
    one, again = (
        advise(SOUND, NOON, RULE, THOUSAND).analysis,
        advise(SOUND, NOON, RULE, THOUSAND).analysis,
    )
    other = advise(evolve(SOUND, price=115), NOON, RULE, THOUSAND).analysis
    assert one == again
    assert one.id != other.id


def test_an_analysis_is_actionable_unless_it_says_to_hold() -> None:
    told = {
        recommendation: evolve(
            advise(SOUND, NOON, RULE, THOUSAND).analysis, recommendation=recommendation
        ).is_actionable
        for recommendation in Recommendation
    }
    assert {each for each, actionable in told.items() if not actionable} == {Recommendation.HOLD}


@pytest.mark.parametrize(
    ("expires_at", "expired"), [(NOON, True), (NOON + HOUR, False), (None, False)]
)
def test_an_analysis_expires_at_its_instant(expires_at: dt.datetime | None, expired: bool) -> None:
    analysis = evolve(advise(SOUND, NOON, RULE, THOUSAND).analysis, expires_at=expires_at)
    assert analysis.is_expired(NOON) is expired
