"""Strategies as they were set up, and how each did over past seasons."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from attrs import frozen

from mlbcore.errors import RecordError
from mlbcore.models.market import Word
from mlbcore.models.time import check_aware

NAME = re.compile(r"[a-z][a-z0-9_]*")
# What follows `mlbcore backtest` and is no strategy.
RESERVED = frozenset({"compare", "list", "run", "strategies"})


class StrategyCategory(Word):
    SHARP_ACTION = "sharp_action"
    MARKET_INEFFICIENCY = "market_inefficiency"
    CONSENSUS_ANALYSIS = "consensus_analysis"
    TIMING_ANALYSIS = "timing_analysis"
    HYBRID_ANALYSIS = "hybrid_analysis"
    VALUE_ANALYSIS = "value_analysis"


@frozen(kw_only=True)
class Setup:
    """A strategy with all that was chosen for it.

    ``configuration`` holds its decision, its staking and its rule; the same choices have one id.
    """

    id: UUID
    name: str
    category: StrategyCategory
    configuration: Mapping[str, Any]

    def __attrs_post_init__(self) -> None:
        check_name(self.name)


@frozen(kw_only=True)
class Backtest:
    """One run of a setup over the games of the slate dates ``first`` to ``last``.

    ``version`` is that of the code; ``seed`` and ``resamples`` make the intervals come out again.
    """

    id: int
    strategy: UUID
    first: dt.date
    last: dt.date
    games: int
    made_at: dt.datetime
    version: str
    seed: int
    resamples: int

    def __attrs_post_init__(self) -> None:
        check_aware("made_at", self.made_at)
        if self.last < self.first:
            raise RecordError(f"a backtest from {self.first} to {self.last}")


@frozen(kw_only=True)
class Figures:
    """How some bets did, in stake units; None is the mean of nothing.

    A half win counts as won, a half loss as lost. ``staked`` is what stood on bets won and lost,
    ``returned`` their profit for each unit of it, within ``low`` and ``high`` by the bootstrap.
    ``average_price`` is decimal. ``drawdown`` is how far the profit fell from where it had been
    highest; ``volatility`` the standard deviation of a day's profit, ``sharpe`` the mean of a bet's
    profit in its own, ``sharpe_daily`` that of a day's. ``profit_factor`` is what was won for each
    unit lost.

    Of ``closes`` bets the closing line is known, ``beaten`` had the better price at its line. The
    means of their closing line value, as ``mlbcore.odds.clv`` gives it, leave out what is not
    known: the first three bets whose line moved, ``expected_value`` those without a fair
    probability at the close. ``forecasts`` counts decided bets with a fair probability of their
    own, which ``brier``, ``log_loss`` and ``calibration_error`` judge.
    """

    bets: int
    won: int
    lost: int
    pushed: int
    void: int
    days: int
    staked: float
    profit: float
    returned: float | None
    low: float | None
    high: float | None
    win_rate: float | None
    average_price: float | None
    average_stake: float | None
    drawdown: float
    volatility: float | None
    sharpe: float | None
    sharpe_daily: float | None
    profit_factor: float | None
    closes: int
    beaten: int
    cents: float | None
    points: float | None
    ratio: float | None
    expected_value: float | None
    forecasts: int
    brier: float | None
    log_loss: float | None
    calibration_error: float | None


@frozen(kw_only=True)
class BacktestPart(Figures):
    """The figures of a part of a backtest: all of it, or one season."""

    backtest: int
    part: str


@frozen(kw_only=True)
class BacktestDay:
    """What the bets of a backtest on the games of one slate date brought, in stake units."""

    backtest: int
    date: dt.date
    bets: int
    staked: float
    profit: float


def check_name(name: str) -> None:
    """Raise RecordError unless it can be the name of a strategy."""
    if not NAME.fullmatch(name) or name in RESERVED:
        raise RecordError(f"{name!r} cannot be the name of a strategy")
