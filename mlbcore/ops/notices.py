"""What there is to tell people: signals of some dates, and units that failed."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from mlbcore.collecting import Window
from mlbcore.db.store import Store
from mlbcore.db.units import Unit
from mlbcore.models import EASTERN, Game, Signal
from mlbcore.pipeline.analysing import signals_of
from mlbcore.settings import DetectorRules


@frozen(kw_only=True)
class Notice:
    """A line of a message. What was sent under a ``key`` is not sent under it again."""

    key: str
    text: str


def notices(
    store: Store,
    dates: Window,
    sources: Iterable[str],
    strength: float,
    rules: DetectorRules | None,
) -> list[Notice]:
    """Units of the sources without success, then signals of at least a strength (0 to 1).

    Without ``rules`` no signal is told.
    """
    failed = store.units.last(dates.first, dates.last, list(sources), failed=True)
    games = {game.id: game for game in store.games.between(dates.first, dates.last)}
    found = signals_of(store, list(games.values()), None, rules) if rules else []
    strong = [signal for signal, _ in found if signal.strength >= strength]
    return [*map(_failure, failed), *(_signal(games[each.game], each) for each in strong)]


def _failure(unit: Unit) -> Notice:
    name = f"{unit.source}/{unit.collector} of {unit.date}"
    told = f"{name} {unit.status}: {unit.message}" if unit.message else f"{name} {unit.status}"
    return Notice(key=f"unit {name} {unit.status}", text=told)


def _signal(game: Game, signal: Signal) -> Notice:
    where = f"{game.date} {game.matchup} (game {game.id})"
    said = f"{signal.type} on {signal.market} {signal.side}"
    weight = f"strength {signal.strength:.2f}, confidence {signal.level}"
    raised = f"{signal.raised_at.astimezone(EASTERN):%Y-%m-%d %H:%M} US Eastern"
    return Notice(key=f"signal {signal.id}", text=f"{where}: {said}, {weight}, raised {raised}")
