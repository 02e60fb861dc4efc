"""The strategies that come with mlbcore: baselines to beat, followers of signals, and value.

None is advice. The baselines show what a price costs; the others, what a definition was worth.
"""

from __future__ import annotations

import polars as pl
from attrs import evolve, frozen

from mlbcore.analysis.backtest.on_offer import on_offer
from mlbcore.analysis.backtest.staking import StakeKind, Staking
from mlbcore.analysis.backtest.strategy import OPENER, AnyStrategy, Decision, Strategy
from mlbcore.analysis.columns.pairs import implied_by
from mlbcore.analysis.columns.tape import MARKET, Tape
from mlbcore.analysis.signals.found import found
from mlbcore.errors import RecordError
from mlbcore.models import Market, Side, SignalType, StrategyCategory
from mlbcore.models.market import Word
from mlbcore.settings import DEFAULT_RULES, DetectorRules

AT_OPENER = (Decision(OPENER),)
BEFORE_START = (Decision(10),)


class Whom(Word):
    """The side a baseline backs: one by name, or by its no-vig probability."""

    HOME = "home"
    AWAY = "away"
    OVER = "over"
    UNDER = "under"
    FAVOURITE = "favourite"
    UNDERDOG = "underdog"
    HOME_UNDERDOG = "home_underdog"


@frozen(kw_only=True)
class BackRule:
    """``least`` and ``most`` bound the side's no-vig probability, 0 to 1; ``book`` names one."""

    whom: Whom
    market: Market = Market.MONEYLINE
    least: float = 0.0
    most: float = 1.0
    book: str | None = None


@frozen(kw_only=True)
class FollowRule:
    """Findings of a ``signal`` as strong as ``strength``, 0 to 1; ``market`` names one.

    ``detectors`` are the rules that they are found by.
    """

    signal: SignalType
    strength: float = 0.0
    market: Market | None = None
    book: str | None = None
    detectors: DetectorRules = DEFAULT_RULES


@frozen(kw_only=True)
class ValueRule:
    """``edge`` is the profit to expect for each unit if the median of the ``books`` is right."""

    edge: float = 0.02
    books: int = 3
    book: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.books < 2:
            raise RecordError("one book is no consensus to beat")


def back(tape: Tape, rule: BackRule) -> pl.DataFrame:
    """PICKS of one side of every market of a kind."""
    return on_offer(tape, rule.book).filter(
        pl.col("market") == rule.market,
        pl.col("fair").is_between(rule.least, rule.most),
        _is_backed(rule.whom),
    )


def follow(tape: Tape, rule: FollowRule) -> pl.DataFrame:
    """PICKS of the sides that findings until then speak for; none where they speak for both."""
    key = [*MARKET, "side"]
    told = found(tape, rule.detectors).filter(
        pl.col("type") == rule.signal, pl.col("strength") >= rule.strength
    )
    strongest = told.group_by(key).agg(strength=pl.col("strength").max())
    agreed = strongest.filter(pl.len().over(MARKET) == 1)
    of_market = pl.lit(value=True) if rule.market is None else pl.col("market") == rule.market
    sides = on_offer(tape, rule.book).filter(of_market).drop("strength")
    return sides.join(agreed, on=key, nulls_equal=True)


def value(tape: Tape, rule: ValueRule) -> pl.DataFrame:
    """PICKS of prices that pay more than the market's own opinion warrants."""
    edge = pl.col("fair") / implied_by(pl.col("price")) - 1
    return on_offer(tape, rule.book).filter(edge >= rule.edge, pl.col("books") >= rule.books)


def _is_backed(whom: Whom) -> pl.Expr:
    unlikely = pl.col("fair") < 0.5
    by_chance = {
        Whom.FAVOURITE: pl.col("fair") > 0.5,
        Whom.UNDERDOG: unlikely,
        Whom.HOME_UNDERDOG: unlikely & (pl.col("side") == Side.HOME),
    }
    return by_chance.get(whom, pl.col("side").cast(pl.String) == str(whom))


def _baseline(name: str, about: str, rule: BackRule) -> AnyStrategy:
    category = StrategyCategory.CONSENSUS_ANALYSIS
    return Strategy(
        name=name, category=category, about=about, decisions=AT_OPENER, rule=rule, pick=back
    )


def _follower(
    name: str, about: str, category: StrategyCategory, signal: SignalType, strength: float
) -> AnyStrategy:
    rule = FollowRule(signal=signal, strength=strength)
    return Strategy(
        name=name, category=category, about=about, decisions=BEFORE_START, rule=rule, pick=follow
    )


BUILT_IN: tuple[AnyStrategy, ...] = (
    _baseline("favourites", "Every favourite.", BackRule(whom=Whom.FAVOURITE)),
    _baseline("underdogs", "Every underdog.", BackRule(whom=Whom.UNDERDOG)),
    _baseline("home_underdogs", "Every underdog at home.", BackRule(whom=Whom.HOME_UNDERDOG)),
    _baseline("overs", "Over every total.", BackRule(whom=Whom.OVER, market=Market.TOTAL)),
    _baseline("unders", "Under every total.", BackRule(whom=Whom.UNDER, market=Market.TOTAL)),
    _follower(
        "sharp_money",
        "The side with a larger share of the money than of the tickets.",
        StrategyCategory.SHARP_ACTION,
        SignalType.SHARP_ACTION,
        0.5,
    ),
    _follower(
        "reverse_moves",
        "The side that the line moved towards though the public is on the other.",
        StrategyCategory.SHARP_ACTION,
        SignalType.REVERSE_LINE_MOVEMENT,
        0.3,
    ),
    _follower(
        "steam",
        "The side that several books moved towards within minutes.",
        StrategyCategory.TIMING_ANALYSIS,
        SignalType.STEAM_MOVE,
        0.3,
    ),
    _follower(
        "fade_public",
        "The side that few tickets are on.",
        StrategyCategory.SHARP_ACTION,
        SignalType.CONSENSUS_FADE,
        0.5,
    ),
    Strategy(
        name="value",
        category=StrategyCategory.VALUE_ANALYSIS,
        about="Prices better than the median of the books without vig, by Kelly's share.",
        decisions=BEFORE_START,
        rule=ValueRule(),
        pick=value,
        staking=Staking(kind=StakeKind.KELLY),
    ),
)


def built_in(detectors: DetectorRules) -> tuple[AnyStrategy, ...]:
    """The BUILT_IN ones, those that follow signals with these rules of what one is."""
    return tuple(
        evolve(one, rule=evolve(one.rule, detectors=detectors))
        if isinstance(one.rule, FollowRule)
        else one
        for one in BUILT_IN
    )
