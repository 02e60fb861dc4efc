"""Signals: what every detector finds on a tape, as records with what each rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

import polars as pl
from attrs import Factory, frozen

from mlbcore.analysis.lead import LeadRule, sharp_lead
from mlbcore.analysis.money import MoneyRule, late_money, public_lean, sharp_action
from mlbcore.analysis.moves import moves
from mlbcore.analysis.pairs import pairs
from mlbcore.analysis.reverse import ReverseRule, reverse
from mlbcore.analysis.shares import public_shares
from mlbcore.analysis.steam import SteamRule, steam
from mlbcore.analysis.tape import MARKET, Tape
from mlbcore.analysis.timeline import timeline
from mlbcore.models import Evidence, Market, Period, Phase, Side, Signal, SignalType, runs

NAMES = UUID("5a0c9c8e-0d55-5f9b-8a39-5f0f2d0a7d11")
VERSION = "1"
KEY = (*MARKET, "side", "type", "at")


@frozen(kw_only=True)
class Rules:
    """The parameters of the detectors."""

    steam: SteamRule = Factory(SteamRule)
    reverse: ReverseRule = Factory(ReverseRule)
    money: MoneyRule = Factory(MoneyRule)
    lead: LeadRule = Factory(LeadRule)


def found(tape: Tape, rules: Rules) -> pl.DataFrame:
    """The FINDINGS of all detectors, in order of time within each game.

    What is found at an instant rests on nothing later: the tape until then gives the same.
    """
    shown, public = pairs(tape), public_shares(tape)
    told = [
        steam(shown, rules.steam),
        reverse(timeline(shown, public), rules.reverse),
        sharp_lead(shown, moves(shown), rules.lead),
        sharp_action(public, rules.money),
        public_lean(public, rules.money),
        late_money(public, rules.money),
    ]
    return pl.concat(told).sort(*KEY, nulls_last=False)


def signals_in(tape: Tape, findings: pl.DataFrame) -> list[tuple[Signal, tuple[Evidence, ...]]]:
    """The findings as records, each with the rows of history it rests on."""
    prices, splits = Rows(tape.prices), Rows(tape.splits)
    told = []
    for row in findings.iter_rows(named=True):
        signal = _signal(row)
        rests = [
            *(_evidence(signal.id, "quote", prices[at]) for at in row["price_rows"]),
            *(_evidence(signal.id, "split", splits[at]) for at in row["split_rows"]),
        ]
        told.append((signal, tuple(rests)))
    return told


def _signal(row: Mapping[str, Any]) -> Signal:
    return Signal(
        id=uuid5(NAMES, "|".join([VERSION, *(str(row[name]) for name in KEY)])),
        game=row["game"],
        market=Market(row["market"]),
        period=Period(row["period"]),
        team=Side(row["team"]) if row["team"] else None,
        side=Side(row["side"]),
        type=SignalType(row["type"]),
        strength=row["strength"],
        confidence=row["confidence"],
        raised_at=row["at"],
        expires_at=row["start"] if row["start"] and row["start"] > row["at"] else None,
        detector=row["type"],
        version=VERSION,
        books_for=tuple(row["books_for"]),
        books_against=tuple(row["books_against"]),
        indicators_for=tuple(row["indicators_for"]),
        indicators_against=tuple(row["indicators_against"]),
        features={
            each["name"]: each["value"] for each in row["features"] if each["value"] is not None
        },
    )


class Rows(dict[int, Mapping[str, Any]]):
    """The rows of a frame by their number, each read when it is first asked for."""

    def __init__(self, frame: pl.DataFrame) -> None:
        super().__init__()
        self.frame = frame

    def __missing__(self, row: int) -> Mapping[str, Any]:
        read = self.frame.row(row, named=True)
        self[row] = read
        return read


def _evidence(signal: UUID, history: str, row: Mapping[str, Any]) -> Evidence:
    return Evidence(
        signal=signal,
        history=history,
        book=row["book"],
        market=Market(row["market"]),
        period=Period(row["period"]),
        team=Side(row["team"]) if row["team"] else None,
        side=Side(row["side"]),
        phase=Phase(row["phase"]),
        line=runs(row.get("line")),
        observed_at=row["at"],
        payload=row["payload"],
        tick=row["tick"],
    )
