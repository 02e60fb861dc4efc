"""A bet, and Hypothesis strategies that draw any legal bet and deposit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from mlbcore.analysis.ledger.accounts import settled
from mlbcore.models import BOOKS, Account, Bet, Deposit, Market, Period, Side, VoidRule
from mlbcore.odds import Settlement
from mlbcore.testing.strategies import EARLIEST, LATEST, instants, lines, names, prices

HOME_BET = Bet(
    id=UUID(int=1),
    game=1,
    date=dt.date(2025, 7, 2),
    market=Market.MONEYLINE,
    side=Side.HOME,
    book="fanduel",
    price=100,
    stake=Decimal(10),
    placed_at=dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC),
)
MARKETS = [market for market in Market if market is not Market.PROP]


def sums() -> SearchStrategy[Decimal]:
    """Money from a cent to ten thousand."""
    return st.integers(1, 1_000_000).map(lambda cents: Decimal(cents) / 100)


@st.composite
def open_bets(draw: DrawFn) -> Bet:
    """Bets on a handful of games."""
    market = draw(st.sampled_from(MARKETS))
    return Bet(
        id=draw(st.uuids()),
        account=draw(st.sampled_from(Account)),
        game=draw(st.integers(1, 4)),
        date=draw(st.dates(EARLIEST, LATEST)),
        market=market,
        period=draw(st.sampled_from(Period)),
        team=draw(st.sampled_from((Side.AWAY, Side.HOME))) if market is Market.TEAM_TOTAL else None,
        side=draw(st.sampled_from(market.sides)),
        line=draw(lines(market)) if market.has_line else None,
        book=draw(st.sampled_from(sorted(BOOKS))),
        price=draw(prices()),
        stake=draw(sums()),
        rule=draw(st.sampled_from(VoidRule)),
        note=draw(st.just("") | names()),
        placed_at=draw(instants()),
    )


@st.composite
def bets(draw: DrawFn) -> Bet:
    """Bets that are open or settled in any way."""
    bet, settlement = draw(open_bets()), draw(st.none() | st.sampled_from(Settlement))
    return bet if settlement is None else settled(bet, settlement, draw(instants()))


@st.composite
def deposits(draw: DrawFn) -> Deposit:
    """Money put in or taken out."""
    amount = draw(sums())
    return Deposit(
        id=draw(st.uuids()),
        account=draw(st.sampled_from(Account)),
        amount=draw(st.sampled_from((amount, -amount))),
        note=draw(st.just("") | names()),
        deposited_at=draw(instants()),
    )
