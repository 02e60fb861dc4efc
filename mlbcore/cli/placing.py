"""``bets add``: a bet as it is typed, within the limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import click

from mlbcore.analysis.advice.exposure import correlation
from mlbcore.analysis.advice.limits import kelly_stake
from mlbcore.cli.ledger import account_of, emit_bets, money
from mlbcore.cli.options import Instant, format_option
from mlbcore.cli.output import say
from mlbcore.cli.prices import MONEY, PRICE, PROBABILITY
from mlbcore.cli.session import database, read_settings
from mlbcore.db.store import Store
from mlbcore.errors import LimitError, MissingError, RecordError
from mlbcore.models import Bet, Market, Period, Side, VoidRule, is_bettable
from mlbcore.models.game import CLOSED
from mlbcore.odds import Price
from mlbcore.pipeline.betting import bankroll_of, place_bet
from mlbcore.settings import BettingSettings

MARKETS = [market.value for market in Market if market is not Market.PROP]
TEAMS = [side.value for side in Market.MONEYLINE.sides]
SIDES = [*TEAMS, *(side.value for side in Market.TOTAL.sides)]


@click.command("add")
@click.argument("game", type=click.IntRange(min=1))
@click.option("--market", type=click.Choice(MARKETS), required=True)
@click.option("--period", type=click.Choice([str(p) for p in Period]), default=Period.GAME.value)
@click.option("--team", type=click.Choice(TEAMS), help="Whose total a team total is.")
@click.option("--side", type=click.Choice(SIDES), required=True)
@click.option("--line", type=float, help="In runs, as the side has it.")
@click.option("--price", type=PRICE, required=True, help="As -110 or +150.")
@click.option("--book", required=True, help="A code that `books` shows.")
@click.option("--stake", type=MONEY, help="The money staked.")
@click.option("--probability", type=PROBABILITY, help="That it wins, as 0.55: stakes by Kelly.")
@click.option(
    "--rule",
    type=click.Choice([str(rule) for rule in VoidRule]),
    default=VoidRule.OFFICIAL.value,
    help="It stands once the game is final, or only if that went its full length.",
)
@click.option("--real", is_flag=True, help="Real money; else it is on paper.")
@click.option("--at", "placed_at", type=Instant(), help="When it was placed; default: now.")
@click.option("--note", default="", help="A label, such as a strategy.")
@click.option("--beyond-limits", is_flag=True, help="Also where it breaks a limit of [betting].")
@format_option
def add_command(game: int, beyond_limits: bool, form: str, **typed: Any) -> None:
    """Place a bet on GAME, an id that `games` shows.

    A bet of real money is refused where it breaks a limit of the settings.
    """
    found = read_settings()
    id, now = uuid4(), dt.datetime.now(dt.UTC)

    def work(store: Store) -> tuple[Bet, list[Bet]]:
        bet = _bet(store, found.betting, id=id, game=game, now=now, **typed)
        place_bet(store, bet, found.betting, beyond=beyond_limits)
        return bet, [b for b in store.bets.open() if b.account is bet.account and b.id != id]

    with database(found) as opened:
        try:
            bet, others = opened.write(work)
        except LimitError as error:
            raise click.UsageError(f"{error} (--beyond-limits places it all the same)") from error
        except (RecordError, MissingError) as error:
            raise click.UsageError(str(error)) from error
        games = opened.read(lambda store: store.games.these([game]))
    _tell(bet, others)
    emit_bets([bet], games, {}, form)


def _bet(
    store: Store,
    betting: BettingSettings,
    *,
    id: UUID,
    game: int,
    now: dt.datetime,
    market: str,
    period: str,
    team: str | None,
    side: str,
    line: float | None,
    price: Price,
    book: str,
    stake: Decimal | None,
    probability: float | None,
    rule: str,
    real: bool,
    placed_at: dt.datetime | None,
    note: str,
) -> Bet:
    account, american = account_of(real=real), _american(price)
    on = store.games.get(game)
    if placed_at is None and on.status in CLOSED:
        raise click.UsageError(f"the game is {on.status}: say when the bet was placed, by --at")
    if stake is None:
        stake = _by_kelly(american, probability, bankroll_of(store, account, betting), betting)
    elif probability is not None:
        raise click.UsageError("give --stake or --probability, not both")
    return Bet(
        id=id,
        account=account,
        game=game,
        date=on.date,
        market=Market(market),
        period=Period(period),
        team=Side(team) if team else None,
        side=Side(side),
        line=line,
        book=_bettable(book),
        price=american,
        stake=stake,
        rule=VoidRule(rule),
        note=note,
        placed_at=placed_at or now,
    )


def _american(price: Price) -> int:
    """The American price; one that is none exactly would not pay what the book pays."""
    if Price.from_american(price.american) != price:
        raise click.UsageError(f"{price} is no American price; the nearest is {price.american:+d}")
    return price.american


def _bettable(book: str) -> str:
    if not is_bettable(book):
        raise click.UsageError(f"{book!r} is no book to bet at: see `mlbcore books`")
    return book


def _by_kelly(
    price: int, probability: float | None, bankroll: Decimal, betting: BettingSettings
) -> Decimal:
    if probability is None:
        raise click.UsageError("give --stake, or --probability to stake by Kelly's criterion")
    stake = kelly_stake(price, probability, bankroll, betting)
    if stake < betting.minimum_stake:
        raise click.UsageError(
            f"Kelly stakes {money(stake)} of {money(bankroll)} at {price:+d} and {probability:.1%},"
            f" less than betting.minimum_stake {betting.minimum_stake}"
        )
    return stake


def _tell(bet: Bet, others: Sequence[Bet]) -> None:
    """What is open on the game beside the bet and does not stand alone with it."""
    leanings = [correlation(bet, other) for other in others]
    if together := leanings.count(1):
        say(f"it wins together with {together} open on this game: see `mlbcore bets exposure`")
    if against := leanings.count(-1):
        say(f"it is against {against} open on this game: see `mlbcore bets exposure`")
