"""``signals``: what was found in the prices and splits of some dates."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from mlbcore.cli.options import as_of_option, format_option, today, window_options
from mlbcore.cli.output import eastern, emit, say
from mlbcore.cli.rows import GAME, games_of, head
from mlbcore.cli.session import database, settings_with
from mlbcore.collecting import Window
from mlbcore.models import Evidence, Game, Signal, SignalType, timing_class

SIGNAL_COLUMNS = (
    *GAME,
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


@click.command("signals")
@window_options
@as_of_option
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
    from mlbcore.pipeline.analysing import save_signals, signals_of
    from mlbcore.pipeline.telling import tell_raised

    window, found = window or today(), settings_with("signals")
    with database(found) as opened:
        with opened.reading(replica=True) as store:
            games = games_of(store, window)
            told = signals_of(store, list(games.values()), as_of, found.detectors)
        asked = [
            (signal, evidence)
            for signal, evidence in told
            if signal.strength >= strength and (not kinds or signal.type in kinds)
        ]
        if save:
            added = opened.write(lambda store: save_signals(store, asked))
            tell_raised(added)
            say(f"{len(added)} of {len(asked)} signals stored, the others were there")
    emit([signal_row(games[each.game], each, rests) for each, rests in asked], form, SIGNAL_COLUMNS)


def signal_row(game: Game, signal: Signal, evidence: tuple[Evidence, ...]) -> dict[str, Any]:
    start = game.known_start
    return {
        "id": str(signal.id),
        **head(game),
        "market": signal.market,
        "period": signal.period,
        "team": signal.team,
        "side": signal.side,
        "type": signal.type,
        "version": signal.version,
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
