"""How bets did: a count of what became of them, their money, and the closing lines they beat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from attrs import frozen

from mlbcore.analysis.ledger.accounts import drawdown, total_profit, total_stake
from mlbcore.analysis.ledger.closes import Close
from mlbcore.models import Bet
from mlbcore.odds import Price, Settlement
from mlbcore.odds.settlement import LOST, WON


@frozen(kw_only=True)
class Performance:
    """Of any number of bets. A half win counts as won, a half loss as lost.

    ``staked`` is the money on bets won and lost, ``open_stake`` that on open ones;
    ``average_price`` is the mean decimal price of all bets. Of the bets with a close, ``closes`` of
    them, ``beaten`` had the better price. The means leave out what is not known: ``clv_ratio`` and
    ``beaten`` bets whose line moved, ``clv_expected_value`` those without a fair probability. None
    is the mean of nothing.
    """

    bets: int
    open: int
    won: int
    lost: int
    pushed: int
    void: int
    staked: Decimal
    open_stake: Decimal
    profit: Decimal
    average_price: float | None
    drawdown: Decimal
    closes: int
    beaten: int
    clv_ratio: float | None
    clv_expected_value: float | None

    @property
    def win_rate(self) -> float | None:
        """The share of won among the decided, pushes left out."""
        decided = self.won + self.lost
        return self.won / decided if decided else None

    @property
    def roi(self) -> float | None:
        """Profit for each unit staked on decided bets."""
        return float(self.profit / self.staked) if self.staked else None


def performance(bets: Iterable[Bet], closes: Mapping[UUID, Close]) -> Performance:
    """How the bets did, whatever order they are in; a close is that of the bet of its id."""
    bets = list(bets)
    count = Counter(bet.settlement for bet in bets)
    known = [closes[bet.id] for bet in bets if bet.id in closes]
    straight = [close.value.ratio for close in known if not close.moved]
    expected = [close.value.expected_value for close in known]
    return Performance(
        bets=len(bets),
        open=count[None],
        won=sum(count[settlement] for settlement in WON),
        lost=sum(count[settlement] for settlement in LOST),
        pushed=count[Settlement.PUSH],
        void=count[Settlement.VOID],
        staked=total_stake(bet for bet in bets if bet.settlement in (*WON, *LOST)),
        open_stake=total_stake(bet for bet in bets if bet.is_open),
        profit=total_profit(bets),
        average_price=_mean([Price.from_american(bet.price).decimal for bet in bets]),
        drawdown=drawdown(bets),
        closes=len(known),
        beaten=sum(ratio > 0 for ratio in straight),
        clv_ratio=_mean(straight),
        clv_expected_value=_mean([value for value in expected if value is not None]),
    )


def _mean(values: Sequence[float | Fraction]) -> float | None:
    """Summed exactly, so that the order does not matter."""
    return float(sum(Fraction(value) for value in values) / len(values)) if values else None
