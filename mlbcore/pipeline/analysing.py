"""What is stored, analysed: what the market says of some games as of an instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl
from attrs import Factory, frozen

from mlbcore.analysis.advice.opportunities import OpportunityRule, opportunities
from mlbcore.analysis.advice.purse import Purse
from mlbcore.analysis.advice.recommending import Advice, AdviceRule, advise_slate
from mlbcore.analysis.columns.moves import late_moves, line_moves
from mlbcore.analysis.columns.offers import standing_offers
from mlbcore.analysis.columns.pairs import pairs
from mlbcore.analysis.columns.panel import at_instant, panel
from mlbcore.analysis.columns.shares import public_shares
from mlbcore.analysis.columns.tape import SERIES
from mlbcore.analysis.columns.timeline import timeline
from mlbcore.analysis.signals.agreement import agreements, scored
from mlbcore.analysis.signals.found import found, signals_in
from mlbcore.analysis.signals.reverse import frozen_lines
from mlbcore.db.store import Store
from mlbcore.models import Evidence, Game, Signal
from mlbcore.settings import DetectorRules, ReverseRule

Found = list[tuple[Signal, tuple[Evidence, ...]]]


@frozen(kw_only=True)
class AnalysisRules:
    """The parameters of an analysis: of its detectors, its opportunities, and its advice."""

    detectors: DetectorRules
    opportunities: OpportunityRule = Factory(OpportunityRule)
    advice: AdviceRule = Factory(AdviceRule)


def signals_of(
    store: Store, games: Sequence[Game], as_of: dt.datetime | None, rules: DetectorRules
) -> Found:
    """The signals raised by an aware instant, each with the rows it rests on."""
    tape = store.tapes.of([game.id for game in games], observed_by=as_of)
    return signals_in(tape, found(tape, rules))


def save_signals(store: Store, found: Found) -> list[Signal]:
    """Store the signals that are not there yet; gives these."""
    return [signal for signal, evidence in found if store.signals.store(signal, evidence)]


def movement_of(
    store: Store, games: Sequence[Game], as_of: dt.datetime, late: dt.timedelta, rule: ReverseRule
) -> pl.DataFrame:
    """How each book's market moved from its opener until an aware instant, and how late.

    ``frozen`` is the public's share of tickets where it has not moved the price.
    """
    tape = store.tapes.of([game.id for game in games], observed_by=as_of)
    shown = pairs(tape)
    still = frozen_lines(timeline(shown, public_shares(tape)), rule)
    told = line_moves(shown)
    for more in (late_moves(shown, late, as_of), still):
        told = told.join(more, on=SERIES, how="left", nulls_equal=True, maintain_order="left")
    return told


def agreements_of(
    store: Store, games: Sequence[Game], as_of: dt.datetime, rules: AnalysisRules
) -> pl.DataFrame:
    """How far the signals of each side agreed at an aware instant."""
    tape = store.tapes.of([game.id for game in games], observed_by=as_of)
    told = scored(found(tape, rules.detectors), rules.opportunities.score)
    return agreements(told, as_of, rules.opportunities.agreement)


def offers_of(store: Store, games: Sequence[Game], as_of: dt.datetime) -> pl.DataFrame:
    """What could be bet on the games at an aware instant, as ``standing_offers`` has it."""
    ids = [game.id for game in games]
    tape = store.tapes.of(ids, observed_by=as_of)
    return standing_offers(tape, as_of, store.tapes.looks(ids, by=as_of))


def panel_of(store: Store, games: Sequence[Game], as_of: dt.datetime) -> pl.DataFrame:
    """What each book showed of the games at an aware instant, or when they began before it."""
    shown = pairs(store.tapes.of([game.id for game in games], observed_by=as_of))
    return panel(shown, at_instant(shown, as_of))


@frozen(kw_only=True)
class Analysed:
    """Advice, with the signals that were raised by then."""

    advice: list[Advice]
    signals: Found


def analysed(
    store: Store,
    games: Sequence[Game],
    as_of: dt.datetime,
    rules: AnalysisRules,
    purse: Purse,
) -> Analysed:
    """What to do about each side of each market at an aware instant, with the money of a purse."""
    ids = [game.id for game in games]
    tape, looks = store.tapes.of(ids, observed_by=as_of), store.tapes.looks(ids, by=as_of)
    findings = found(tape, rules.detectors)
    told = opportunities(
        tape, looks, findings, as_of, rules.opportunities, rules.detectors.consensus
    )
    return Analysed(
        advice=advise_slate(told, as_of, rules.advice, purse), signals=signals_in(tape, findings)
    )


def save_analyses(store: Store, told: Analysed) -> int:
    """Store the analyses that are not there yet, and the signals they rest on; gives how many."""
    analyses = [advice.analysis for advice in told.advice]
    named = {name for analysis in analyses for name in analysis.signals}
    save_signals(store, [(signal, rests) for signal, rests in told.signals if signal.id in named])
    return store.analyses.bulk(analyses)
