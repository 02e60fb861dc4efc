"""The ledger: bets, what became of them, and the money put into the accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from attrs import fields
from psycopg import Connection

from mlbcore.db.codes import Codes
from mlbcore.db.criteria import between, equal, least, most
from mlbcore.db.faults import translated
from mlbcore.db.relations import LEDGER
from mlbcore.db.repository import Reading
from mlbcore.errors import RecordError
from mlbcore.models import EASTERN, Account, Bet

BET = fields(Bet)
BY_PLACING = (BET.placed_at,)


class Bets(Reading[Bet]):
    """The bets, in order of placing. ``authority`` is the source that names games."""

    def __init__(self, connection: Connection, codes: Codes, authority: str) -> None:
        super().__init__(connection, LEDGER)
        self.codes = codes
        self.authority = authority

    def add(self, bet: Bet) -> bool:
        """Keep a bet, which is open; False where it is kept already.

        Raises RecordError where MLB has not named the game: only such a game stays one for good.
        """
        self.codes.books([bet.book])
        columns = zip(self.relation.columns, self.relation.row(bet), strict=True)
        with translated():
            added = self.connection.execute(
                """
                INSERT INTO bet (id, account, game, date, market, period, team, side, line, book,
                    price, stake, rule, note, placed_at)
                SELECT %(id)s, %(account)s, %(game)s, %(date)s, %(market)s, %(period)s, %(team)s,
                    %(side)s, %(line)s, %(book)s, %(price)s, %(stake)s, %(rule)s, %(note)s,
                    %(placed_at)s
                WHERE EXISTS (
                    SELECT FROM game_source i JOIN source s ON s.id = i.source
                    WHERE i.game = %(game)s AND s.name = %(authority)s)
                ON CONFLICT (id) DO NOTHING
                """,
                {**dict(columns), "authority": self.authority},
            )
        if not added.rowcount and not self.exists(equal(BET.id, bet.id)):
            raise RecordError(f"MLB has not named game {bet.game}: no bet on it is kept")
        return added.rowcount > 0

    def settle(self, bet: Bet) -> bool:
        """Keep what became of a bet; False where that is what holds already.

        Raises RecordError for a settled bet that would be open again.
        """
        with translated():
            settled = self.connection.execute(
                """
                INSERT INTO settlement (bet, number, settlement, payout, settled_at)
                SELECT id, 1 + (SELECT count(*) FROM settlement WHERE bet = %(bet)s),
                    %(settlement)s, %(payout)s, %(settled_at)s
                FROM ledger WHERE id = %(bet)s AND (settlement, payout)
                    IS DISTINCT FROM (%(settlement)s::text, %(payout)s::numeric)
                """,
                {
                    "bet": bet.id,
                    "settlement": bet.settlement,
                    "payout": bet.payout,
                    "settled_at": bet.settled_at,
                },
            )
        return settled.rowcount > 0

    def open(self) -> Sequence[Bet]:
        """The bets that are not settled."""
        return self.list(equal(BET.settlement, None), order=BY_PLACING)

    def placed_by(self, instant: dt.datetime) -> Sequence[Bet]:
        """The bets that were placed by an instant, open and settled."""
        return self.list(most(BET.placed_at, instant), order=BY_PLACING)

    def placed_on(self, account: Account, date: dt.date) -> Sequence[Bet]:
        """The bets of an account that were placed on a date, US Eastern."""
        midnight = dt.datetime.combine(date, dt.time(), EASTERN)
        last = dt.datetime.combine(date, dt.time.max, EASTERN)
        return self.list(
            equal(BET.account, account),
            between(BET.placed_at, midnight, last),
            order=BY_PLACING,
        )

    def on_games_of(self, first: dt.date, last: dt.date) -> Sequence[Bet]:
        """The bets on games that were to be played on the slate dates."""
        return self.list(least(BET.date, first), most(BET.date, last), order=BY_PLACING)
