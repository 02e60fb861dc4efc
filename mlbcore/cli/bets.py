"""``bets``: a ledger on paper or of real money, settled from scores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import uuid4

import click

from mlbcore.analysis.exposure import exposures
from mlbcore.analysis.performance import performance
from mlbcore.cli.ledger import (
    EXPOSURE_COLUMNS,
    PERFORMANCE_COLUMNS,
    account_of,
    bet_row,
    columns_of,
    emit_bets,
    exposure_row,
    money,
    performance_row,
)
from mlbcore.cli.options import EVERYTHING, Instant, format_option, window_options
from mlbcore.cli.output import eastern, emit, say
from mlbcore.cli.placing import add_command
from mlbcore.cli.prices import MONEY, PriceCommand
from mlbcore.cli.session import database, read_settings
from mlbcore.collecting import Window
from mlbcore.errors import RecordError
from mlbcore.models import Account, Bet, Deposit, slate_date
from mlbcore.pipeline.betting import bankroll_of, closes_of, settle_bets

DEPOSIT_COLUMNS = ("account", "deposited_at", "amount", "note", "bankroll")


@click.group("bets")
def bets_group() -> None:
    """Bets on paper or of real money, what became of them, and the bankroll."""


bets_group.add_command(add_command)


@bets_group.command("settle")
@click.option("--as-of", type=Instant(), help="As if it were then; default: now.")
@format_option
def settle_command(as_of: dt.datetime | None, form: str) -> None:
    """Settle the bets whose games are over, and again those whose score was corrected.

    Shows what changed; what stays open is said with its reason on stderr.
    """
    at = as_of or dt.datetime.now(dt.UTC)
    with database(read_settings()) as opened:
        changes, pending = opened.write(lambda store: settle_bets(store, at))
        bets = [change.after for change in changes]
        with opened.reading() as store:
            games = store.games.these(bet.game for bet in (*bets, *(p.bet for p in pending)))
            closes = closes_of(store, bets)
    for one in pending:
        say(f"open: {one.bet.id}, {games[one.bet.game].matchup} on {one.bet.date}: {one.reason}")
    say(f"{len(changes)} settled, {len(pending)} open")
    rows = [
        bet_row(change.after, games[change.after.game], closes.get(change.after.id))
        | {"was": change.before.settlement}
        for change in changes
    ]
    emit(rows, form, (*columns_of(form), "was"))


@bets_group.command("list")
@click.option("--open", "which", flag_value="open", help="Only those that are open.")
@click.option("--settled", "which", flag_value="settled", help="Only those that are settled.")
@window_options
@format_option
def list_command(which: str | None, window: Window | None, form: str) -> None:
    """The bets in order of placing, each with its close; dates are those of the games."""
    asked = window or EVERYTHING
    with database(read_settings()) as opened, opened.reading(replica=True) as store:
        found = store.bets.on_games_of(asked.first, asked.last)
        bets = [bet for bet in found if which in (None, "open" if bet.is_open else "settled")]
        games = store.games.these({bet.game for bet in bets})
        closes = closes_of(store, bets)
    emit_bets(bets, games, closes, form)


@bets_group.command("summary")
@click.option("--by", type=click.Choice(("market", "book", "note")), help="One row for each.")
@window_options
@format_option
def summary_command(by: str | None, window: Window | None, form: str) -> None:
    """How each account did, with its bankroll; dates are those of the games."""
    found, asked = read_settings(), window or EVERYTHING
    with database(found) as opened, opened.reading(replica=True) as store:
        bets = store.bets.on_games_of(asked.first, asked.last)
        closes = closes_of(store, bets)
        rolls = {account: bankroll_of(store, account, found.betting) for account in Account}
    rows = [
        {"account": account}
        | ({by: group} if by else {"bankroll": money(rolls[account])})
        | performance_row(performance(its, closes))
        for account, group, its in _grouped(bets, by)
    ]
    emit(rows, form, ("account", by or "bankroll", *PERFORMANCE_COLUMNS))


@bets_group.command("exposure")
@format_option
def exposure_command(form: str) -> None:
    """The money in open bets, by game and day, and pairs of bets that win together."""
    found, today = read_settings(), slate_date(dt.datetime.now(dt.UTC))
    with database(found) as opened, opened.reading() as store:
        exposed = exposures(store.bets.open())
        games = store.games.these({one.game for one in exposed})
        placed = len(store.bets.placed_on(Account.REAL, today))
    say(f"{placed} of {found.betting.max_daily} bets of real money placed today")
    emit([exposure_row(one, games[one.game]) for one in exposed], form, EXPOSURE_COLUMNS)


@bets_group.command("deposit", cls=PriceCommand)
@click.argument("amount", type=MONEY)
@click.option("--real", is_flag=True, help="Real money; else it is on paper.")
@click.option("--at", type=Instant(), help="When; default: now.")
@click.option("--note", default="", help="A label.")
@format_option
def deposit_command(
    amount: Decimal, real: bool, at: dt.datetime | None, note: str, form: str
) -> None:
    """Put AMOUNT into an account; below 0, as -50, take it out."""
    found = read_settings()
    try:
        deposit = Deposit(
            id=uuid4(),
            account=account_of(real=real),
            amount=amount,
            note=note,
            deposited_at=at or dt.datetime.now(dt.UTC),
        )
    except RecordError as error:
        raise click.UsageError(str(error)) from error
    with database(found) as opened:
        opened.write(lambda store: store.deposits.bulk([deposit]))
        roll = opened.read(lambda store: bankroll_of(store, deposit.account, found.betting))
    row = {
        "account": deposit.account,
        "deposited_at": eastern(deposit.deposited_at),
        "amount": money(deposit.amount),
        "note": deposit.note,
        "bankroll": money(roll),
    }
    emit([row], form, DEPOSIT_COLUMNS)


def _grouped(bets: Sequence[Bet], by: str | None) -> list[tuple[Account, Any, list[Bet]]]:
    """The bets of each account, or of each account's markets, books or notes."""
    if by is None:
        return [(account, None, [b for b in bets if b.account is account]) for account in Account]

    def key(bet: Bet) -> tuple[Account, Any]:
        return bet.account, getattr(bet, by)

    return [(*group, list(its)) for group, its in groupby(sorted(bets, key=key), key=key)]
