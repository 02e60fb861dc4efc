"""``signals`` and ``arbitrage``: what was found in the prices and splits of some dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import click

from mlbcore.cli.options import Instant, format_option, today, window_options
from mlbcore.cli.output import eastern, emit, say
from mlbcore.cli.session import database, settings_with
from mlbcore.collecting import Window
from mlbcore.models import Evidence, Game, Signal, SignalType, timing_class

SIGNAL_COLUMNS = (
    "date",
    "game",
    "away",
    "home",
    "market",
    "side",
    "type",
    "strength",
    "confidence",
    "level",
    "raised_at",
    "timing",
    "books_for",
    "indicators_for",
    "indicators_against",
)
ARBITRAGE_COLUMNS = (
    "date",
    "game",
    "away",
    "home",
    "market",
    "line",
    "side",
    "book",
    "price",
    "share",
    "other_side",
    "other_book",
    "other_price",
    "other_share",
    "roi",
)


@click.command("signals")
@window_options
@click.option("--as-of", type=Instant(), help="As the market stood then; default: now.")
@click.option(
    "--type",
    "kinds",
    type=click.Choice([str(kind) for kind in SignalType]),
    multiple=True,
    help="Only this kind.",
)
@click.option("--strength", type=click.FloatRange(0, 1), default=0.0, help="At least so strong.")
@click.option("--save", is_flag=True, help="Store them, with what each rests on.")
@format_option
def signals_command(
    window: Window | None,
    as_of: dt.datetime | None,
    kinds: tuple[str, ...],
    strength: float,
    save: bool,
    form: str,
) -> None:
    """Signals in the prices and splits of the games, each with its evidence in JSON."""
    from mlbcore.analysis.signals import Rules
    from mlbcore.pipeline.analysing import save_signals, signals_of

    window = window or today()
    with database(settings_with("signals")) as opened:
        with opened.reading(replica=True) as store:
            games = {game.id: game for game in store.games.between(window.first, window.last)}
            told = signals_of(store, list(games.values()), as_of, Rules())
        asked = [
            (signal, evidence)
            for signal, evidence in told
            if signal.strength >= strength and (not kinds or signal.type in kinds)
        ]
        if save:
            added = opened.write(lambda store: save_signals(store, asked))
            say(f"{added} of {len(asked)} signals stored, the others were there")
    emit([_row(games[each.game], each, rests) for each, rests in asked], form, SIGNAL_COLUMNS)


@click.command("arbitrage")
@window_options
@click.option("--as-of", type=Instant(), help="As the market stood then; default: now.")
@click.option(
    "--fresh",
    type=click.FloatRange(min=0),
    default=300.0,
    show_default=True,
    help="How many seconds ago a source may have been asked last.",
)
@format_option
def arbitrages_command(
    window: Window | None, as_of: dt.datetime | None, fresh: float, form: str
) -> None:
    """Prices of two books that together cannot lose, by return; share is that of the stakes."""
    from mlbcore.analysis.market import ArbitrageRule
    from mlbcore.pipeline.analysing import arbitrages_of

    window, when = window or today(), as_of or dt.datetime.now(dt.UTC)
    found = settings_with("arbitrage")
    with database(found) as opened, opened.reading(replica=True) as store:
        games = {game.id: game for game in store.games.between(window.first, window.last)}
        frame = arbitrages_of(store, list(games.values()), when, ArbitrageRule(fresh=fresh))
    rows = [_arbitrage_row(games[row["game"]], row) for row in frame.iter_rows(named=True)]
    emit(rows, form, ARBITRAGE_COLUMNS)


def _row(game: Game, signal: Signal, evidence: tuple[Evidence, ...]) -> dict[str, Any]:
    start = None if game.start_tbd else game.start
    return {
        "id": str(signal.id),
        "date": game.date.isoformat(),
        "game": game.id,
        "away": game.away,
        "home": game.home,
        "market": signal.market,
        "period": signal.period,
        "team": signal.team,
        "side": signal.side,
        "type": signal.type,
        "strength": round(signal.strength, 3),
        "confidence": round(signal.confidence, 3),
        "level": signal.level,
        "raised_at": eastern(signal.raised_at),
        "timing": None if start is None else timing_class(signal.raised_at, start),
        "books_for": list(signal.books_for),
        "books_against": list(signal.books_against),
        "indicators_for": list(signal.indicators_for),
        "indicators_against": list(signal.indicators_against),
        "features": dict(signal.features),
        "evidence": [_evidence_row(row) for row in evidence],
    }


def _evidence_row(row: Evidence) -> dict[str, Any]:
    return {
        "history": row.history,
        "book": row.book,
        "side": row.side,
        "phase": row.phase,
        "line": None if row.line is None else float(row.line),
        "observed_at": eastern(row.observed_at),
        "payload": row.payload,
        "tick": row.tick,
    }


def _arbitrage_row(game: Game, row: Mapping[str, Any]) -> dict[str, Any]:
    totals = row["market"] in ("total", "team_total")
    side, other = ("over", "under") if totals else ("home", "away")
    return {
        "date": game.date.isoformat(),
        "game": game.id,
        "away": game.away,
        "home": game.home,
        "market": row["market"],
        "period": row["period"],
        "line": row["line"],
        "side": side,
        "book": row["book"],
        "price": row["price"],
        "share": round(row["share"], 4),
        "other_side": other,
        "other_book": row["book_below"],
        "other_price": row["price_below"],
        "other_share": round(row["share_below"], 4),
        "roi": round(row["roi"], 6),
    }
