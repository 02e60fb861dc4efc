"""The rows that ``bets`` shows. Money is text with its cents, so that none is rounded away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from mlbcore.analysis.advice.exposure import Exposure
from mlbcore.analysis.ledger.closes import Close
from mlbcore.analysis.ledger.performance import Performance
from mlbcore.cli.output import eastern, emit
from mlbcore.cli.rows import GAME
from mlbcore.models import Account, Bet, Game

BET_COLUMNS = (
    "id",
    "account",
    "placed_at",
    "date",
    "game",
    "away",
    "home",
    "market",
    "period",
    "team",
    "side",
    "line",
    "price",
    "book",
    "stake",
    "rule",
    "note",
    "settlement",
    "payout",
    "profit",
    "settled_at",
    "close",
    "close_line",
    "against",
    "clv_cents",
    "clv_points",
    "clv_ratio",
    "clv_expected_value",
)
# What a person wants to see of it at once.
BRIEF = (
    "account",
    *GAME,
    "side",
    "line",
    "price",
    "book",
    "stake",
    "note",
    "settlement",
    "profit",
    "close",
    "clv_ratio",
)
PERFORMANCE_COLUMNS = (
    "bets",
    "open",
    "won",
    "lost",
    "pushed",
    "void",
    "win_rate",
    "staked",
    "open_stake",
    "profit",
    "roi",
    "average_price",
    "drawdown",
    "closes",
    "beaten",
    "clv_ratio",
    "clv_expected_value",
)
EXPOSURE_COLUMNS = (
    "account",
    "date",
    "game",
    "away",
    "home",
    "bets",
    "staked",
    "together",
    "against",
    "day_staked",
)


def bet_row(bet: Bet, game: Game, close: Close | None) -> dict[str, Any]:
    """A bet; what its close says is None where it has none."""
    return {
        "id": str(bet.id),
        "account": bet.account,
        "placed_at": eastern(bet.placed_at),
        "date": bet.date.isoformat(),
        "game": bet.game,
        "away": game.away,
        "home": game.home,
        "market": bet.market,
        "period": bet.period,
        "team": bet.team,
        "side": bet.side,
        "line": _runs(bet.line),
        "price": bet.price,
        "book": bet.book,
        "stake": money(bet.stake),
        "rule": bet.rule,
        "note": bet.note,
        "settlement": bet.settlement,
        "payout": money(bet.payout),
        "profit": money(bet.profit),
        "settled_at": eastern(bet.settled_at),
        **_close_cells(close),
    }


def columns_of(form: str) -> tuple[str, ...]:
    """All that is known of a bet, but for a table."""
    return BRIEF if form == "table" else BET_COLUMNS


def emit_bets(
    bets: Iterable[Bet], games: Mapping[int, Game], closes: Mapping[UUID, Close], form: str
) -> None:
    rows = [bet_row(bet, games[bet.game], closes.get(bet.id)) for bet in bets]
    emit(rows, form, columns_of(form))


def account_of(*, real: bool) -> Account:
    return Account.REAL if real else Account.PAPER


def performance_row(done: Performance) -> dict[str, Any]:
    return {
        "bets": done.bets,
        "open": done.open,
        "won": done.won,
        "lost": done.lost,
        "pushed": done.pushed,
        "void": done.void,
        "win_rate": done.win_rate,
        "staked": money(done.staked),
        "open_stake": money(done.open_stake),
        "profit": money(done.profit),
        "roi": done.roi,
        "average_price": done.average_price,
        "drawdown": money(done.drawdown),
        "closes": done.closes,
        "beaten": done.beaten,
        "clv_ratio": done.clv_ratio,
        "clv_expected_value": done.clv_expected_value,
    }


def exposure_row(one: Exposure, game: Game) -> dict[str, Any]:
    return {
        "account": one.account,
        "date": one.date.isoformat(),
        "game": one.game,
        "away": game.away,
        "home": game.home,
        "bets": one.bets,
        "staked": money(one.staked),
        "together": one.together,
        "against": one.against,
        "day_staked": money(one.day_staked),
    }


def money(amount: Decimal | None) -> str | None:
    """A sum of money with its cents."""
    return None if amount is None else f"{amount:.2f}"


def _close_cells(close: Close | None) -> dict[str, Any]:
    if close is None:
        return dict.fromkeys(BET_COLUMNS[BET_COLUMNS.index("close") :])
    return {
        "close": close.price,
        "close_line": _runs(close.line),
        "against": close.against,
        "clv_cents": close.value.cents,
        "clv_points": close.value.points,
        "clv_ratio": close.value.ratio,
        "clv_expected_value": close.value.expected_value,
    }


def _runs(line: Decimal | None) -> float | None:
    return None if line is None else float(line)
