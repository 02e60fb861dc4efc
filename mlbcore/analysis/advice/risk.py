"""The risk of a bet, by dimension: price, market, data, timing, exposure, correlation, signals."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import astuple, frozen

from mlbcore.analysis.advice.opportunities import Opportunity
from mlbcore.models import Risk, TimingClass

RISKS = tuple(Risk)
EARLY = (TimingClass.OPENING_48H, TimingClass.VERY_EARLY)
Ends = tuple[float, float]


@frozen(kw_only=True)
class RiskRule:
    """Of each pair, medium from the first number on and high from the second.

    ``juice`` in cents below even money; ``spread`` and ``best_hold`` as an opportunity has them;
    ``age`` in seconds; ``contrary`` a score; ``exposure`` the share of what may be at stake that is
    at stake; ``others`` the open bets of the game. ``few`` books are a medium risk, ``single`` or
    fewer a high one. Best prices that together win more than ``impossible`` are an error of the
    data.
    """

    juice: Ends = (30, 100)
    spread: Ends = (0.03, 0.06)
    best_hold: Ends = (0.03, 0.06)
    impossible: float = 0.10
    few: int = 2
    single: int = 1
    age: Ends = (300, 3600)
    contrary: Ends = (0.4, 0.65)
    exposure: Ends = (0.5, 1.0)
    others: Ends = (1, 2)


@frozen(kw_only=True)
class RiskProfile:
    price: Risk
    market: Risk
    data: Risk
    timing: Risk
    exposure: Risk
    correlation: Risk
    signals: Risk

    @property
    def level(self) -> Risk:
        """That of the worst dimension."""
        return worst(astuple(self))


def profile(
    its: Opportunity, timing: TimingClass | None, used: float, others: int, rule: RiskRule
) -> RiskProfile:
    """The risk of a bet where that share of what may be at stake is, and on its game so many bets.

    ``timing`` is None where the start is not known.
    """
    contrary = risk_class(its.contrary, rule.contrary)
    return RiskProfile(
        price=risk_class(max(0, -its.price - 100), rule.juice),
        market=worst(
            [risk_class(its.spread, rule.spread), risk_class(its.best_hold, rule.best_hold)]
        ),
        data=_data(its, rule),
        timing=_timing(timing),
        exposure=risk_class(used, rule.exposure),
        correlation=risk_class(others, rule.others),
        signals=worst([contrary, its.doubt]),
    )


def risk_class(value: float, ends: Ends) -> Risk:
    """The class of a value: half-open, without a gap."""
    return RISKS[sum(value >= end for end in ends)]


def worst(risks: Iterable[Risk]) -> Risk:
    return max(risks, key=RISKS.index)


def _data(its: Opportunity, rule: RiskRule) -> Risk:
    """High too where nobody knows since when the price stands, or when it was last looked at."""
    wrong = its.stale or -its.best_hold > rule.impossible
    if wrong or its.since is None or its.age is None:
        return Risk.HIGH
    few = risk_class(-its.books, (-rule.few, -rule.single))
    return worst([few, risk_class(its.age, rule.age), Risk.MEDIUM if its.outlier else Risk.LOW])


def _timing(timing: TimingClass | None) -> Risk:
    if timing is TimingClass.STARTED:
        return Risk.HIGH
    return Risk.MEDIUM if timing is None or timing in EARLY else Risk.LOW
