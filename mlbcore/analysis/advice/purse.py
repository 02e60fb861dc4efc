"""The purse: what an account may still stake on a game, and on a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal

from attrs import evolve, frozen

from mlbcore.analysis.advice.exposure import Sided, correlation
from mlbcore.analysis.ledger.accounts import bankroll, total_stake
from mlbcore.errors import RecordError
from mlbcore.models import Account, Bet, Deposit, slate_date
from mlbcore.models.bet import CENT


@frozen(kw_only=True)
class ExposureRule:
    """The most of the bankroll, as shares, that may be open on one game and on one slate date.

    Raises RecordError for a share that is not above 0 and up to 1.
    """

    on_game: float = 0.08
    on_date: float = 0.20

    def __attrs_post_init__(self) -> None:
        if not (0 < self.on_game <= 1 and 0 < self.on_date <= 1):
            raise RecordError(f"a share of {self.on_game} on a game, {self.on_date} on a date")


@frozen(kw_only=True)
class Purse:
    """What an account has at an instant, its open bets, and how many it placed that day (Eastern).

    ``bankroll`` counts what is staked in the open bets.
    """

    account: Account = Account.PAPER
    bankroll: Decimal
    opened: tuple[Bet, ...] = ()
    placed: int = 0

    def having_placed(self, bet: Bet) -> Purse:
        return evolve(self, opened=(*self.opened, bet), placed=self.placed + 1)

    def correlated(self, side: Sided) -> int:
        """How many of the open bets win with that side, or against it."""
        return sum(correlation(side, bet) != 0 for bet in self.opened)

    def room(self, game: int, date: dt.date, rule: ExposureRule) -> Decimal:
        """The money that may still be staked on the game, in whole cents."""
        left = min(
            self._allowed(rule.on_game) - total_stake(self._on(game)),
            self._allowed(rule.on_date) - total_stake(self._of(date)),
        )
        return max(left, Decimal(0)).quantize(CENT, rounding=ROUND_DOWN)

    def used(self, game: int, date: dt.date, rule: ExposureRule) -> float:
        """The share of what the game or the date allows that is staked, whichever is more."""
        if self.bankroll <= 0:
            return 1.0
        return float(
            max(
                total_stake(self._on(game)) / self._allowed(rule.on_game),
                total_stake(self._of(date)) / self._allowed(rule.on_date),
            )
        )

    def _allowed(self, share: float) -> Decimal:
        return self.bankroll * Decimal(str(share))

    def _on(self, game: int) -> list[Bet]:
        return [bet for bet in self.opened if bet.game == game]

    def _of(self, date: dt.date) -> list[Bet]:
        return [bet for bet in self.opened if bet.date == date]


def purse_at(
    instant: dt.datetime,
    account: Account,
    start: Decimal,
    deposits: Iterable[Deposit],
    bets: Iterable[Bet],
) -> Purse:
    """The purse of an account that began with ``start``, at an aware instant.

    A bet settled later, or again later, was open then.
    """
    placed = [_then(bet, instant) for bet in bets if bet.placed_at <= instant]
    ours = [bet for bet in placed if bet.account is account]
    paid_in = [d for d in deposits if d.account is account and d.deposited_at <= instant]
    today = slate_date(instant)
    return Purse(
        account=account,
        bankroll=bankroll(start, paid_in, ours),
        opened=tuple(bet for bet in ours if bet.is_open),
        placed=sum(slate_date(bet.placed_at) == today for bet in ours),
    )


def _then(bet: Bet, instant: dt.datetime) -> Bet:
    if bet.settled_at is None or bet.settled_at <= instant:
        return bet
    return evolve(bet, settlement=None, payout=None, settled_at=None)
