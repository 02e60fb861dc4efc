"""``unmatched``: games that no rule could match, and a person's own decision."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from mlbcore.cli.consent import consent
from mlbcore.cli.options import format_option
from mlbcore.cli.output import eastern, emit, say
from mlbcore.cli.session import database, load_plugins, read_settings
from mlbcore.db.pool import Database
from mlbcore.db.store import AUTHORITY
from mlbcore.db.unmatched import UnmatchedGame
from mlbcore.errors import SkipError
from mlbcore.models import Game
from mlbcore.pipeline.deciding import Choice, choice_of, decide
from mlbcore.pipeline.ingest import Ingest

UNMATCHED_COLUMNS = (
    "source",
    "external_id",
    "date",
    "away",
    "home",
    "start_time",
    "reason",
    "first_seen",
)


@click.group("unmatched", invoke_without_command=True)
@format_option
@click.pass_context
def unmatched_group(ctx: click.Context, form: str) -> None:
    """Games of a source that could not be matched, with the reason."""
    if ctx.invoked_subcommand is None:
        _show_unmatched(form)


@unmatched_group.command("list")
@format_option
def unmatched_list(form: str) -> None:
    """List them; as JSON with the games of their date that have one of their teams."""
    _show_unmatched(form)


@unmatched_group.command("link")
@click.argument("source")
@click.argument("external_id")
@click.argument("game")
@click.option("--yes", is_flag=True, help="Also where both teams differ.")
def unmatched_link(source: str, external_id: str, game: str, yes: bool) -> None:
    """Decide which game a source's id is.

    GAME is our id of it, or MLB's as mlb:777290. The decision is kept, and holds for good: what
    the source says under that id, before and after, is stored under that game.
    """
    plugins = load_plugins()
    with database(read_settings()) as opened:
        choice = _choice(opened, source, external_id, game)
        if choice.doubt:
            consent(f"{choice.doubt} Link it all the same?", yes=yes)
        matched = decide(opened, Ingest(opened, plugins.collectors, plugins.mappers), choice)
        linked = opened.read(lambda store: store.games.known_as(source, external_id))
    one = f"{source} {external_id} is game {choice.game.id} ({AUTHORITY}:{choice.gamepk})"
    if linked is None:
        say(f"{one}: kept, and applied once its pages can be read")
    else:
        say(f"{one}: {matched} matched that had not been")


def _choice(opened: Database, source: str, external_id: str, game: str) -> Choice:
    try:
        return opened.read(lambda store: choice_of(store, source, external_id, game))
    except SkipError as error:
        raise click.UsageError(str(error)) from error


def _show_unmatched(form: str) -> None:
    with database(read_settings()) as opened, opened.reading() as store:
        found = store.unmatched.all()
        candidates = store.unmatched.candidates()
        dates = [date for _, _, date in candidates] or [dt.date.max]
        games = {game.id: game for game in store.games.between(min(dates), max(dates))}
    rows = [
        _row(one) | {"candidates": [_candidate(games[id]) for id in candidates.get(_key(one), ())]}
        for one in found
    ]
    emit(rows, form, UNMATCHED_COLUMNS)


def _key(game: UnmatchedGame) -> tuple[str, str, dt.date]:
    return game.source, game.external_id, game.date


def _row(game: UnmatchedGame) -> dict[str, Any]:
    return {
        "source": game.source,
        "external_id": game.external_id,
        "date": game.date.isoformat(),
        "collector": game.collector,
        "away": game.away,
        "home": game.home,
        "start_time": eastern(game.start),
        "reason": game.reason,
        "first_seen": eastern(game.first_seen),
    }


def _candidate(game: Game) -> dict[str, Any]:
    return {
        "id": game.id,
        "mlb": next(iter(game.ids.get(AUTHORITY, ())), None),
        "away": game.away,
        "home": game.home,
        "game_number": game.game_number,
        "start_time": eastern(game.known_start),
    }
