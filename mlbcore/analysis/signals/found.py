"""Signals: what every detector finds on a tape, as records with what each rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

import polars as pl
from attrs import asdict

from mlbcore.analysis.columns.moves import moves
from mlbcore.analysis.columns.pairs import pairs
from mlbcore.analysis.columns.shares import public_shares
from mlbcore.analysis.columns.tape import MARKET, Tape
from mlbcore.analysis.columns.timeline import timeline
from mlbcore.analysis.signals.findings import FINDINGS
from mlbcore.analysis.signals.lead import sharp_lead
from mlbcore.analysis.signals.money import late_money, public_lean, sharp_action
from mlbcore.analysis.signals.reverse import reverse
from mlbcore.analysis.signals.steam import steam
from mlbcore.analysis.signals.weighing import weighed
from mlbcore.models import Evidence, Market, Period, Phase, Side, Signal, SignalType, runs
from mlbcore.settings import DEFAULT_RULES, DetectorRules

NAMES = UUID("5a0c9c8e-0d55-5f9b-8a39-5f0f2d0a7d11")
VERSION = "1"
KEY = (*MARKET, "side", "type", "at")
# The rules that findings rest on.
RESTED_ON = ("steam", "reverse", "money", "lead", "weigh")


def found(tape: Tape, rules: DetectorRules) -> pl.DataFrame:
    """The FINDINGS of all detectors, weighed against one another, by market in order of KEY.

    ``version`` is that of the rules. What is found at an instant rests on nothing later: the tape
    until then gives the same.
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
    whole = weighed(_once(pl.concat(told)), rules.weigh)
    return whole.with_columns(version=pl.lit(version_of(rules)))


def version_of(rules: DetectorRules) -> str:
    """VERSION, with the parameters that are not the default ones.

    So what other rules find is another signal, even where and when the default ones find one.
    """
    default = asdict(DEFAULT_RULES)
    changed = [
        f"{part}.{name}={float(value)}"
        for part, its in asdict(rules).items()
        for name, value in its.items()
        if part in RESTED_ON and value != default[part][name]
    ]
    return " ".join([VERSION, *changed])


def _once(findings: pl.DataFrame) -> pl.DataFrame:
    """Findings in order of KEY, one where several books make the same.

    It has the features of the strongest, and rests on what they all rest on.
    """
    lists = [name for name, kind in FINDINGS.items() if isinstance(kind, pl.List)]
    joined = [name for name in lists if name != "features"]
    ordered = findings.sort(
        *KEY, "strength", descending=[*[False] * len(KEY), True], maintain_order=True
    )
    together = ordered.group_by(KEY, maintain_order=True).agg(
        pl.col("start", "features").first(),
        pl.col("strength", "confidence").max(),
        *(pl.col(name).explode().drop_nulls().unique().sort() for name in joined),
    )
    return together.select(list(FINDINGS))


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
        id=signal_id(row),
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
        version=row["version"],
        books_for=tuple(row["books_for"]),
        books_against=tuple(row["books_against"]),
        indicators_for=tuple(row["indicators_for"]),
        indicators_against=tuple(row["indicators_against"]),
        features={
            each["name"]: each["value"] for each in row["features"] if each["value"] is not None
        },
    )


def signal_id(finding: Mapping[str, Any]) -> UUID:
    """The id of the signal that a row of ``found`` is: the same whenever such rules find it."""
    return uuid5(NAMES, "|".join(str(finding[name]) for name in ("version", *KEY)))


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
