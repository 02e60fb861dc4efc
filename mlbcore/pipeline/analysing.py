"""What is stored, analysed: the signals and arbitrages of some games as of an instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from mlbcore.analysis.market import ArbitrageRule, arbitrages
from mlbcore.analysis.moves import late_moves, line_moves
from mlbcore.analysis.offers import standing_offers
from mlbcore.analysis.pairs import pairs
from mlbcore.analysis.signals import Rules, found, signals_in
from mlbcore.analysis.tape import SERIES
from mlbcore.db.store import Store
from mlbcore.models import Evidence, Game, Signal

Found = list[tuple[Signal, tuple[Evidence, ...]]]


def signals_of(
    store: Store, games: Sequence[Game], as_of: dt.datetime | None, rules: Rules
) -> Found:
    """The signals raised by an aware instant, each with the rows it rests on."""
    tape = store.tapes.of([game.id for game in games], observed_by=as_of)
    return signals_in(tape, found(tape, rules))


def save_signals(store: Store, found: Found) -> int:
    """Store the signals that are not there yet; gives how many."""
    return sum(store.signals.store(signal, evidence) for signal, evidence in found)


def movement_of(
    store: Store, games: Sequence[Game], as_of: dt.datetime, late: dt.timedelta
) -> pl.DataFrame:
    """How each book's market moved from its opener until an aware instant, and how late."""
    shown = pairs(store.tapes.of([game.id for game in games], observed_by=as_of))
    return line_moves(shown).join(
        late_moves(shown, late, as_of), on=SERIES, nulls_equal=True, maintain_order="left"
    )


def arbitrages_of(
    store: Store, games: Sequence[Game], as_of: dt.datetime, rule: ArbitrageRule
) -> pl.DataFrame:
    """The arbitrages there were at an aware instant."""
    ids = [game.id for game in games]
    tape = store.tapes.of(ids, observed_by=as_of)
    return arbitrages(standing_offers(tape, as_of, store.tapes.looks(ids, by=as_of)), rule)
