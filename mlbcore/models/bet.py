"""A bet, on paper or of real money, and the money that a ledger was given."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

from attrs import field, frozen

from mlbcore.errors import RecordError
from mlbcore.models.market import Market, Period, Side, Word
from mlbcore.models.quote import EVEN, american_price, check_bet, runs, seen_from_home
from mlbcore.models.time import check_aware, check_text
from mlbcore.odds.settlement import Settlement

CENT = Decimal("0.01")
MOST_DOLLARS = 1_000_000_000


class VoidRule(Word):
    """How far a game must go for a bet to stand, by the rules of its book.

    Official: it is final, however short. Full: as many innings were played as were scheduled.
    """

    OFFICIAL = "official"
    FULL = "full"


class Account(Word):
    """Whose money it is: nobody's, on paper, or real."""

    PAPER = "paper"
    REAL = "real"


def dollars(value: object) -> Decimal:
    """A sum of money, exact to the cent, of a Decimal or a whole number.

    Raises RecordError for anything else, and from a billion on.
    """
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise RecordError(f"{value!r} is no sum of money")
    money = Decimal(value)
    if not money.is_finite() or abs(money) >= MOST_DOLLARS or money % CENT:
        raise RecordError(f"{value} is not in whole cents below {MOST_DOLLARS}")
    return money.quantize(CENT)


def _paid(value: object) -> Decimal | None:
    return None if value is None else dollars(value)


@frozen(kw_only=True)
class Bet:
    """A bet on one side of one market, at one book's American price.

    ``date`` is the slate date the game was to be played on: played on another, it is void. ``line``
    is in runs, as the side has it. ``stake`` and ``payout``, all that came back with the stake, are
    money. ``note`` is a label of one's own, such as a strategy. ``settlement``, ``payout`` and
    ``settled_at`` are None while it is open. Raises RecordError for values that cannot be true
    together, and for a proposition, which no score settles.
    """

    id: UUID
    account: Account = Account.PAPER
    game: int
    date: dt.date
    market: Market
    period: Period = Period.GAME
    team: Side | None = None
    side: Side
    line: Decimal | None = field(default=None, converter=runs)
    book: str
    price: int = field(converter=american_price)
    stake: Decimal = field(converter=dollars)
    rule: VoidRule = VoidRule.OFFICIAL
    note: str = ""
    placed_at: dt.datetime
    settlement: Settlement | None = None
    payout: Decimal | None = field(default=None, converter=_paid)
    settled_at: dt.datetime | None = None

    def __attrs_post_init__(self) -> None:
        if self.market is Market.PROP:
            raise RecordError("no score settles a proposition")
        check_bet(self.market, self.side, self.line, self.team, None)
        if self.stake <= 0:
            raise RecordError(f"a stake of {self.stake}")
        if self.stake * (EVEN + max(self.price, EVEN)) >= EVEN * MOST_DOLLARS:
            raise RecordError(f"{self.stake} at {self.price} may pay more than money is counted in")
        check_text(self.book, self.note)
        check_aware("placed_at", self.placed_at)
        self._check_settlement()

    def _check_settlement(self) -> None:
        told = (self.settlement, self.payout, self.settled_at)
        if self.settlement is None or self.payout is None or self.settled_at is None:
            if told != (None, None, None):
                raise RecordError(f"half a settlement: {told}")
            return
        check_aware("settled_at", self.settled_at)
        if self.payout < 0:
            raise RecordError(f"a payout of {self.payout}")

    @property
    def is_open(self) -> bool:
        return self.settlement is None

    @property
    def home_line(self) -> Decimal | None:
        """The line as the home side has it."""
        return seen_from_home(self.side, self.line)

    @property
    def profit(self) -> Decimal | None:
        """What it won, below 0 what it lost; None while it is open."""
        return None if self.payout is None else self.payout - self.stake


@frozen(kw_only=True)
class Deposit:
    """Money put into an account; below 0, money taken out. Raises RecordError for none."""

    id: UUID
    account: Account
    amount: Decimal = field(converter=dollars)
    note: str = ""
    deposited_at: dt.datetime

    def __attrs_post_init__(self) -> None:
        if not self.amount:
            raise RecordError("a deposit of nothing")
        check_text(self.note)
        check_aware("deposited_at", self.deposited_at)
