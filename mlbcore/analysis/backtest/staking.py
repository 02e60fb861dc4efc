"""How much is put on each of many bets, in units; a bankroll begins with a hundred of them."""

from __future__ import annotations

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from mlbcore.errors import RecordError
from mlbcore.models.market import Word

Floats = NDArray[np.float64]
BANKROLL = 100.0


class StakeKind(Word):
    FLAT = "flat"
    KELLY = "kelly"


@frozen(kw_only=True)
class Staking:
    """A unit on every bet, or ``fraction`` of Kelly's share up to ``cap``, of the bankroll.

    The bankroll is that of the beginning or, where it compounds, what the days before have made of
    it; all bets of a day are then made of what the day began with. Raises RecordError for a part
    that is not above 0 and up to 1.
    """

    kind: StakeKind = field(default=StakeKind.FLAT, converter=StakeKind)
    fraction: float = field(default=0.25, converter=float)
    cap: float = field(default=0.05, converter=float)
    compound: bool = False

    def __attrs_post_init__(self) -> None:
        if not (0 < self.fraction <= 1 and 0 < self.cap <= 1):
            raise RecordError(f"of Kelly's share {self.fraction} up to {self.cap}")


FLAT = Staking()


def bankroll_shares(staking: Staking, decimals: Floats, fair: Floats) -> Floats:
    """The share of the bankroll on each bet, as ``mlbcore.odds.kelly`` gives it; 0 without an edge.

    Raises RecordError where Kelly's share is asked for without a fair probability.
    """
    if staking.kind is StakeKind.FLAT:
        return np.full(len(decimals), 1 / BANKROLL)
    if np.isnan(fair).any():
        raise RecordError("Kelly's share wants a fair probability of every bet")
    net = decimals - 1
    edge = fair * net - (1 - fair)
    held: Floats = np.clip(staking.fraction * edge / net, 0.0, staking.cap)
    return held


def stakes(staking: Staking, shares: Floats, returns: Floats, days: NDArray[np.int64]) -> Floats:
    """The stakes in units, of what each unit of a bet returned and its day, counted from 0.

    Where the bankroll compounds, a day's stakes are cut to all of it if they are more together.
    """
    if not staking.compound or not len(shares):
        return shares * BANKROLL
    whole = np.bincount(days, shares)
    held = shares / np.maximum(whole, 1.0)[days]
    growth = 1 + np.bincount(days, held * returns)
    before = np.concatenate([[1.0], np.cumprod(growth)[:-1]])
    made: Floats = held * before[days] * BANKROLL
    return made
