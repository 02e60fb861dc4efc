"""What a strategy is: when it bets, and on what of all that stood then.

It is never given more. The engine cuts the tape of every game at the instant of the decision, and
no tape that a strategy sees has a score.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

import polars as pl
from attrs import AttrsInstance, field, frozen

from mlbcore.analysis.backtest.staking import FLAT, Staking
from mlbcore.analysis.columns.tape import INSTANT, MARKET, PRICES, Tape
from mlbcore.errors import RecordError
from mlbcore.models import Phase, StrategyCategory
from mlbcore.models.backtest import check_name

R = TypeVar("R", bound=AttrsInstance)
OPENER, CLOSE = "opener", "close"

# ``row`` is that of the price taken, on the tape that was given; the names before it say again
# what stands there. ``fair`` is the probability of winning among decided bets, where the strategy
# has one; ``strength``, 0 to 1, scores its reason.
PICKED = (*MARKET, "side", "book", "line", "price")
PICKS = pl.Schema(
    {name: PRICES[name] for name in PICKED}
    | {"row": pl.UInt32(), "fair": pl.Float64(), "strength": pl.Float64()}
)


def _decided(value: str | float) -> str:
    text = str(value)
    if text in (OPENER, CLOSE):
        return text
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes < 1e6:
        raise RecordError(f"a decision is {OPENER}, {CLOSE} or minutes before the start: {text!r}")
    return f"{minutes:g}"


@frozen
class Decision:
    """When the bets of a game are made: ``opener``, ``close``, or so many minutes before its start.

    At the close stands what stood at the first pitch. Nobody could have taken that a minute
    earlier, so it is a decision of its own. Raises RecordError for anything else.
    """

    when: str = field(converter=_decided)

    @property
    def instant(self) -> pl.Expr:
        """The instant by ``start``; null at the opener, and where the start is not known."""
        if self.when == OPENER:
            return pl.lit(None, dtype=INSTANT)
        return pl.col("start") - pl.duration(seconds=60 * self.minutes)

    @property
    def minutes(self) -> float:
        """Before the start: 0 at the close, and at the opener without end."""
        if self.when in (OPENER, CLOSE):
            return math.inf if self.when == OPENER else 0.0
        return float(self.when)

    @property
    def stood(self) -> pl.Expr:
        """Whether a row with ``start`` stood then; without a start only openers and closes do."""
        if self.when == OPENER:
            return pl.col("phase") == Phase.OPENER
        by_then = pl.col("at") <= self.instant
        if self.when == CLOSE:
            return by_then.fill_null(value=True)
        return by_then.fill_null(pl.col("at").is_null()) & pl.col("start").is_not_null()


def _in_time(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    return tuple(sorted(set(decisions), key=lambda decision: -decision.minutes))


@frozen(kw_only=True)
class Strategy(Generic[R]):
    """``pick`` gives PICKS from a tape and the rule, whose fields are the strategy's parameters.

    It bets once on each row it picks; of several ``decisions``, at the first in time at which it
    picks anything of a market. ``about`` says in a line what it bets on. Raises RecordError without
    a decision, and for a name that is not of small letters, digits and underscores.
    """

    name: str
    category: StrategyCategory
    about: str
    decisions: tuple[Decision, ...] = field(converter=_in_time)
    rule: R
    pick: Callable[[Tape, R], pl.DataFrame] = field(repr=False)
    staking: Staking = FLAT

    def __attrs_post_init__(self) -> None:
        check_name(self.name)
        if not self.decisions:
            raise RecordError(f"{self.name} never decides")


AnyStrategy = Strategy[Any]


def tape_at(tape: Tape, decision: Decision) -> Tape:
    """The tape as it stood at the decision before each game, without the scores."""
    games = tape.games.with_columns(away_score=None, home_score=None)
    starts = games.select("game", "start")
    prices, splits = (
        frame.join(starts, on="game", maintain_order="left").filter(decision.stood)
        for frame in (tape.prices, tape.splits)
    )
    return Tape(games=games, prices=prices, splits=splits)
