"""Advice: what to do about an opportunity, how much to stake, and when.

A recommendation is a step on a ladder, told by the expected value and held down by a ceiling: a
price beyond the limit is avoided, a high risk or a stake too small is held, a medium risk is at
most a buy. So a higher fair probability never lowers it, nor the stake.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID, uuid5

from attrs import Factory, asdict, evolve, frozen

from mlbcore.analysis.advice.limits import beyond_juice, kelly_share, kelly_stake
from mlbcore.analysis.advice.opportunities import Opportunity
from mlbcore.analysis.advice.purse import ExposureRule, Purse
from mlbcore.analysis.advice.risk import RiskProfile, RiskRule, profile
from mlbcore.models import (
    Account,
    Bet,
    BettingAnalysis,
    Recommendation,
    Risk,
    TimingClass,
    runs,
    timing_class,
)
from mlbcore.settings import BettingSettings

NAMES = UUID("8f6c2a55-5b0e-5d3a-9d0c-52d3a7f1c9e4")
ANALYSER, VERSION = "value", "1"
# From the worst to the best.
LADDER = tuple(reversed(Recommendation))
BOUGHT = (Recommendation.BUY, Recommendation.STRONG_BUY)


@frozen(kw_only=True)
class AdviceRule:
    """``strong``, ``buy`` and ``hold`` are the least expected values of these.

    A strong buy needs signals that score ``betting.min_confidence`` as well. Below ``hold`` one
    avoids, and fades where the signals for the other side score ``fade``. A side whose fair
    probability fell by ``moved`` is waited for until ``last_call`` before the start.
    """

    strong: float = 0.03
    buy: float = 0.01
    hold: float = -0.03
    fade: float = 0.65
    moved: float = 0.005
    last_call: dt.timedelta = dt.timedelta(hours=1)
    betting: BettingSettings = Factory(BettingSettings)
    exposure: ExposureRule = Factory(ExposureRule)
    risk: RiskRule = Factory(RiskRule)


@frozen(kw_only=True)
class Advice:
    """``kelly`` is the share that Kelly's criterion stakes, bought or not; 0 without an edge.

    ``stake`` is money, 0 where it is not bought.
    """

    opportunity: Opportunity
    analysis: BettingAnalysis
    kelly: float
    stake: Decimal
    timing: TimingClass | None


def advise_slate(
    opportunities: Iterable[Opportunity], when: dt.datetime, rule: AdviceRule, purse: Purse
) -> list[Advice]:
    """The advice on each, of the highest expected value first.

    What is bought further up counts as placed below, so that the limits hold for them all.
    """
    told = []
    for one in sorted(opportunities, key=_place):
        advice = advise(one, when, rule, purse)
        if advice.stake:
            purse = purse.having_placed(_bet(advice, purse.account))
        told.append(advice)
    return told


def advise(its: Opportunity, when: dt.datetime, rule: AdviceRule, purse: Purse) -> Advice:
    """The advice on one opportunity at an aware instant, beside the open bets of a purse."""
    timing = None if its.start is None else timing_class(when, its.start)
    full = purse.placed >= rule.betting.max_daily
    used = 1.0 if full else purse.used(its.game, its.date, rule.exposure)
    risks = profile(its, timing, used, purse.correlated(its), rule.risk)
    stake = min(
        kelly_stake(its.price, its.fair, purse.bankroll, rule.betting),
        purse.room(its.game, its.date, rule.exposure),
    )
    recommendation = _recommendation(its, risks.level, stake, rule)
    staked = stake if recommendation in BOUGHT else Decimal(0)
    share = float(staked / purse.bankroll) if staked else 0.0
    return Advice(
        opportunity=its,
        analysis=_analysis(its, risks, recommendation, share, when, best_time(its, when, rule)),
        kelly=kelly_share(its.price, its.fair, rule.betting),
        stake=staked,
        timing=timing,
    )


def best_time(its: Opportunity, when: dt.datetime, rule: AdviceRule) -> dt.datetime:
    """When to bet: now, but once the market has stopped moving away from the side where it does.

    That is taken to be ``last_call`` before the start, and now where that is past or not known.
    """
    leaving = its.moved is not None and its.moved <= -rule.moved
    if not leaving or its.start is None:
        return when
    return max(when, its.start - rule.last_call)


def _recommendation(
    its: Opportunity, risk: Risk, stake: Decimal, rule: AdviceRule
) -> Recommendation:
    return min(_step(its, rule), _ceiling(its, risk, stake, rule.betting), key=LADDER.index)


def _step(its: Opportunity, rule: AdviceRule) -> Recommendation:
    value = its.expected_value
    if value >= rule.strong and its.score >= rule.betting.min_confidence:
        return Recommendation.STRONG_BUY
    if value >= rule.buy:
        return Recommendation.BUY
    if value >= rule.hold:
        return Recommendation.HOLD
    return Recommendation.FADE if its.contrary >= rule.fade else Recommendation.AVOID


def _ceiling(
    its: Opportunity, risk: Risk, stake: Decimal, betting: BettingSettings
) -> Recommendation:
    if beyond_juice(its.price, betting):
        return Recommendation.AVOID
    if risk is Risk.HIGH or stake < betting.minimum_stake:
        return Recommendation.HOLD
    return Recommendation.BUY if risk is Risk.MEDIUM else Recommendation.STRONG_BUY


def _analysis(
    its: Opportunity,
    risks: RiskProfile,
    recommendation: Recommendation,
    share: float,
    when: dt.datetime,
    best_at: dt.datetime,
) -> BettingAnalysis:
    """With an id made of all the rest: the same analysis comes out under the same one."""
    told = BettingAnalysis(
        id=NAMES,
        game=its.game,
        market=its.market,
        period=its.period,
        team=its.team,
        side=its.side,
        line=runs(its.line),
        book=its.book,
        price=its.price,
        fair_probability=its.fair,
        expected_value=its.expected_value,
        stake=share,
        recommendation=recommendation,
        risk=risks.level,
        confidence=its.score,
        signals=its.signals,
        risks=asdict(risks),
        features=its.features,
        analysed_at=when,
        best_at=best_at,
        expires_at=its.start,
        analyser=ANALYSER,
        version=VERSION,
    )
    return evolve(told, id=uuid5(NAMES, repr(told)))


def _bet(advice: Advice, account: Account) -> Bet:
    """The bet that an advice is, once it is taken."""
    analysis = advice.analysis
    return Bet(
        id=analysis.id,
        account=account,
        game=analysis.game,
        date=advice.opportunity.date,
        market=analysis.market,
        period=analysis.period,
        team=analysis.team,
        side=analysis.side,
        line=analysis.line,
        book=analysis.book,
        price=analysis.price,
        stake=advice.stake,
        placed_at=analysis.analysed_at,
    )


def _place(its: Opportunity) -> tuple[object, ...]:
    key = (its.game, its.market, its.period, its.team or "", its.side)
    return -its.expected_value, *key
