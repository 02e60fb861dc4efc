"""``quality``: how far what is stored of a span can be relied on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import click

from mlbcore.analysis.quality.rules import CLASSES, Rule, is_below
from mlbcore.cli.options import format_option, source_option, today, window_options
from mlbcore.cli.output import emit
from mlbcore.cli.session import choose, database, load_plugins, read_settings
from mlbcore.collecting import Window
from mlbcore.db.store import AUTHORITY
from mlbcore.models import Quality, Quote, Split
from mlbcore.pipeline.judging import Judged, Kind, Tally, judged, tallies

SPAN_COLUMNS = ("source", "kind", "records", *CLASSES, *Rule)
WORDS = ("book", "market", "period", "team", "subject", "side", "phase", "price")
RECORD_COLUMNS = (
    "date",
    "game",
    "matchup",
    "source",
    "kind",
    *WORDS,
    "quality",
    "missed",
)


@click.command("quality")
@source_option
@window_options
@click.option(
    "--kind", type=click.Choice([str(kind) for kind in Kind]), help="Only this kind of record."
)
@click.option(
    "--below",
    type=click.Choice([str(quality) for quality in CLASSES[:-1]]),
    help="List the records of lower quality.",
)
@format_option
def quality_command(
    sources: Sequence[str],
    window: Window | None,
    kind: str | None,
    below: str | None,
    form: str,
) -> None:
    """The classes of the games, prices and splits of the dates, by default of today's.

    One row a source and kind of record: how many records are of each class, and the share, 0 to 1,
    that meets each rule. Prices and splits are those in force.
    """
    found, plugins, window = read_settings(), load_plugins(), window or today()
    asked = {c.source for c in choose(plugins, found, ())} - {AUTHORITY}
    wanted = {"", *(c.source for c in choose(plugins, found, sources, files=True))}
    with database(found) as opened, opened.reading(replica=True) as store:
        games = store.games.between(window.first, window.last)
        every = judged(store, games, asked, dt.datetime.now(dt.UTC))
        records = (one for one in every if one.source in wanted and kind in (None, one.kind))
        if below is None:
            emit(_span(records), form, SPAN_COLUMNS)
        else:
            emit(_lower(records, Quality(below)), form, RECORD_COLUMNS)


def _span(records: Iterable[Judged]) -> list[dict[str, Any]]:
    return [_tally(source, kind, tally) for (source, kind), tally in tallies(records).items()]


def _tally(source: str, kind: Kind, tally: Tally) -> dict[str, Any]:
    return {
        "source": source,
        "kind": kind,
        "records": tally.records,
        **{quality: tally.classes[quality] for quality in CLASSES},
        **{rule: tally.share(rule) for rule in Rule},
    }


def _lower(records: Iterable[Judged], limit: Quality) -> list[dict[str, Any]]:
    return [_row(one) for one in records if is_below(one.judgement.quality, limit)]


def _row(one: Judged) -> dict[str, Any]:
    return {
        "date": one.game.date.isoformat(),
        "game": one.game.id,
        "matchup": one.game.matchup,
        "source": one.source,
        "kind": one.kind,
        **_words(one.record),
        "quality": one.judgement.quality,
        "missed": list(one.judgement.missed),
    }


def _words(record: Quote | Split | None) -> dict[str, Any]:
    """Which price or split it is; nothing of a game."""
    return {word: getattr(record, word, None) for word in WORDS}
