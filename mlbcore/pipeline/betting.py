"""The ledger at work: bets are placed within the limits, settled, and measured by the closes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from attrs import fields

from mlbcore.analysis.closes import Close, closes
from mlbcore.analysis.ledger import Pending, Settling, bankroll, settled_bets
from mlbcore.analysis.limits import broken_limits
from mlbcore.analysis.sources import freshest
from mlbcore.db.criteria import among, equal
from mlbcore.db.store import Store
from mlbcore.errors import LimitError
from mlbcore.models import Account, Bet, Context, Deposit, slate_date
from mlbcore.settings import BettingSettings


def place_bet(store: Store, bet: Bet, betting: BettingSettings, *, beyond: bool) -> None:
    """Keep a bet; one that is kept already changes nothing.

    Raises LimitError for a bet of real money that breaks a limit, unless it may go ``beyond``, and
    RecordError where MLB has not named the game.
    """
    if bet.account is Account.REAL and not beyond:
        that_day = store.bets.placed_on(bet.account, slate_date(bet.placed_at))
        placed = sum(other.id != bet.id for other in that_day)
        if broken := broken_limits(bet, placed, betting):
            raise LimitError("; ".join(broken))
    store.bets.add(bet)


def settle_bets(store: Store, at: dt.datetime) -> tuple[list[Settling], list[Pending]]:
    """Settle what was placed by an instant; gives what changed, and what stays open."""
    bets = store.bets.placed_by(at)
    games = {bet.game for bet in bets}
    contexts = store.contexts.list(among(fields(Context).game, games))
    known = {context.game: context for context in contexts if context.game is not None}
    changes, pending = settled_bets(bets, store.games.these(games), known, at)
    for change in changes:
        store.bets.settle(change.after)
    return changes, pending


def closes_of(store: Store, bets: Sequence[Bet]) -> dict[UUID, Close]:
    """The closes of those of the bets that have one, by their ids."""
    games = {bet.game for bet in bets}
    closing = {
        game: [sight.quote for sight in freshest(seen)]
        for game, seen in store.seen.closing(games).items()
    }
    return closes(bets, store.games.these(games), closing)


def bankroll_of(store: Store, account: Account, betting: BettingSettings) -> Decimal:
    """What an account has: the paper one begins with the setting, the real one with nothing."""
    start = betting.bankroll if account is Account.PAPER else Decimal(0)
    deposits = store.deposits.list(equal(fields(Deposit).account, account))
    return bankroll(start, deposits, store.bets.list(equal(fields(Bet).account, account)))
