"""What a run tells the log: when it begins and ends, and what became of each unit."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Container, Iterable
from uuid import UUID, uuid4

from mlbcore.db.slates import Met
from mlbcore.db.units import Unit, unit_name
from mlbcore.db.unmatched import UnmatchedGame
from mlbcore.log import hears, tell
from mlbcore.log.events import (
    GameMatched,
    GameUnmatched,
    RunFinished,
    RunStarted,
    SignalRaised,
    UnitStored,
)
from mlbcore.models import Signal
from mlbcore.pipeline.outcome import RunResult
from mlbcore.scope import within


def tell_run(
    kind: str,
    work: Callable[[UUID], RunResult],
    *,
    sources: Iterable[str],
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> RunResult:
    """What a run of this kind comes to; ``work`` is given its id, which all it logs has too."""
    run_id, began = uuid4(), time.perf_counter()
    with within(run_id=str(run_id)):
        names = tuple(dict.fromkeys(sources))
        tell(RunStarted(kind=kind, first=first, last=last, sources=names))
        result = work(run_id)
        tell(_finished(kind, result, time.perf_counter() - began))
        return result


def tell_stored(units: Iterable[Unit]) -> None:
    """Tell what is recorded of units."""
    for unit in units if hears("INFO") else ():
        tell(
            UnitStored(
                unit=unit_name(unit.source, unit.collector, unit.date),
                source=unit.source,
                collector=unit.collector,
                date=unit.date,
                status=unit.status,
                payloads=unit.payloads,
                records=unit.records,
                new=unit.new,
                refused=unit.refused,
                failed=unit.failed,
                unmatched=unit.unmatched,
                problem=unit.message,
            )
        )


def tell_raised(signals: Iterable[Signal]) -> None:
    """Tell signals that were not stored before."""
    for signal in signals if hears("INFO") else ():
        tell(
            SignalRaised(
                signal=str(signal.id),
                game=signal.game,
                market=signal.market,
                side=signal.side,
                type=signal.type,
                strength=signal.strength,
                confidence=signal.confidence,
            )
        )


def matches(source: str, met: Iterable[Met], linked: Container[str]) -> list[GameMatched]:
    """The games that were met by an id that is new."""
    return [
        GameMatched(
            source=source, external_id=one.listing.external_id, game=one.game, date=one.date
        )
        for one in met
        if one.listing.external_id in linked
    ]


def mismatch(game: UnmatchedGame) -> GameUnmatched:
    return GameUnmatched(
        source=game.source, external_id=game.external_id, date=game.date, reason=game.reason
    )


def _finished(kind: str, result: RunResult, seconds: float) -> RunFinished:
    return RunFinished(
        kind=kind,
        seconds=round(seconds, 3),
        units=len(result.units),
        failed=sum(unit.failed > 0 for unit in result.units),
        new=sum(unit.new for unit in result.units),
        unmatched=result.unmatched,
    )
