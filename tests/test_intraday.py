"""A real day as it was seen hour by hour: what moved, what the public did, what was found."""

from __future__ import annotations

import datetime as dt
import json
import lzma
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx2
import polars as pl
import pytest

from mlbcore.analysis.columns.carrying import MARGINS
from mlbcore.analysis.columns.moves import moves
from mlbcore.analysis.columns.pairs import pairs
from mlbcore.analysis.columns.shares import public_shares
from mlbcore.analysis.columns.tape import Tape
from mlbcore.analysis.signals.found import found, signals_in
from mlbcore.db.pool import Database
from mlbcore.models import Market, Payload, Side, Signal, SignalType
from mlbcore.odds import american_to_probability, clv
from mlbcore.odds.landing import TOTALS
from mlbcore.pipeline.ingest import Ingest
from mlbcore.plugins import discover
from mlbcore.settings import DatabaseSettings, DetectorRules

DATE = dt.date(2026, 8, 8)
PATH = "/web/v2/scoreboard/publicbetting/mlb"
SOURCE_NAME = {"run_line": "spread"}
Row = dict[str, Any]
EVEN = 100

pytestmark = [pytest.mark.shared]


@pytest.fixture(scope="module")
def shots(shared: Path) -> dict[dt.datetime, list[Row]]:
    """The recorded rows by the instant they were taken at."""
    path = shared / "data" / "action" / "snapshots" / f"{DATE}.json.xz"
    taken = json.loads(lzma.decompress(path.read_bytes()))["snapshots"]
    return {dt.datetime.fromisoformat(shot["taken_at"]): shot["rows"] for shot in taken}


@pytest.fixture(scope="module")
def payloads(shared: Path, shots: dict[dt.datetime, list[Row]]) -> Iterator[list[Payload]]:
    """What Action Network answered at those instants."""
    tool = shared / "tools" / "source_replay.py"
    served = subprocess.Popen([sys.executable, str(tool)], stdout=subprocess.PIPE, text=True)
    assert served.stdout is not None
    url = json.loads(served.stdout.readline())["action"] + PATH
    yield [
        Payload(
            source="action",
            collector="public-betting",
            date=DATE,
            url=f"https://api.actionnetwork.com{PATH}?date={DATE:%Y%m%d}",
            fetched_at=at,
            body=httpx2.get(url, params={"date": f"{DATE:%Y%m%d}", "asOf": at.isoformat()}).content,
            content_type="application/json",
        )
        for at in shots
    ]
    served.terminate()
    served.wait()
    served.stdout.close()


def taken_in(database: Database, payloads: Sequence[Payload]) -> tuple[Tape, dict[int, int]]:
    """The tape of the day after these payloads, and Action's id of each of its games."""
    plugins = discover(frozenset({"action"}))
    ingest = Ingest(database, plugins.collectors, plugins.mappers)
    ingest.register()
    for payload in payloads:
        ingest.take(*ingest.archive(payload))
    ingest.take_waiting()
    with database.reading() as store:
        games = store.games.between(DATE - dt.timedelta(days=1), DATE + dt.timedelta(days=1))
        tape = store.tapes.of([game.id for game in games])
    return tape, {game.id: int(game.ids["action"][0]) for game in games}


def told(tape: Tape, ids: dict[int, int]) -> list[pl.DataFrame]:
    """Splits, movement and signals, by Action's ids instead of ours."""
    named = pl.DataFrame({"game": list(ids), "action_id": list(ids.values())})
    frames = (
        public_shares(tape).drop("above_split", "below_split"),
        moves(pairs(tape)).select(pl.exclude("^.*_row$")),
        found(tape, DetectorRules()).drop("price_rows", "split_rows"),
    )
    return [
        frame.join(named, on="game")
        .drop("game")
        .sort("action_id", "market", "at", "book" if "book" in frame.columns else "type")
        for frame in frames
    ]


def rows_of(rows: list[Row], game: int, market: str, side: Side) -> list[Row]:
    """The rows of a side; several where the source tells an alternate line beside the other."""
    asked = (game, SOURCE_NAME.get(market, market), side)
    return [row for row in rows if (row["game_id"], row["market"], row["side"]) == asked]


def row_of(rows: list[Row], game: int, market: str, side: Side) -> Row:
    (found,) = rows_of(rows, game, market, side)
    return found


def shot_at(shots: dict[dt.datetime, list[Row]], at: dt.datetime) -> list[Row]:
    """The snapshot of an instant; at the start of a game, which none is of, the last of the day."""
    return shots.get(at) or shots[max(shots)]


def gone(first: list[Row], last: list[Row], game: int, signal: Signal) -> float:
    """By how much the opening bet on home or over became likelier between two snapshots."""
    market, side = signal.market, signal.market.above
    opened = row_of(first, game, market, side)["value"]
    now = row_of(last, game, market, side)["value"]
    if signal.market is Market.MONEYLINE or opened == now:
        return fair(last, game, signal) - fair(first, game, signal)
    named = "over" if side is Side.OVER else None
    its = fair(last, game, signal)
    value = clv(EVEN, EVEN, line=opened, close_line=now, fair=its, side=named).expected_value
    assert value is not None
    table = TOTALS if side is Side.OVER else MARGINS
    push = table.get(int(opened), 0.0) if float(opened).is_integer() else 0.0
    return (value + 1 - push) / 2 / (1 - push) - fair(first, game, signal)


def fair(rows: list[Row], game: int, signal: Signal) -> float:
    """The fair probability of home or over in one snapshot, from its two prices."""
    first, second = (
        american_to_probability(row_of(rows, game, signal.market, side)["odds"])
        for side in (signal.market.above, signal.market.above.other)
    )
    return first / (first + second)


def recomputed(signal: Signal, game: int, shots: dict[dt.datetime, list[Row]]) -> dict[str, float]:
    """The numbers a signal was raised by, from the recorded rows alone."""
    now = row_of(shot_at(shots, signal.raised_at), game, signal.market, signal.market.above)
    tickets, money = now["tickets_pct"], now["money_pct"]
    public, for_above = max(tickets, 100 - tickets), signal.side is signal.market.above
    match signal.type:
        case SignalType.SHARP_ACTION:
            assert (money - tickets > 0) == for_above
            return {"tickets": tickets, "money": money, "divergence": abs(money - tickets)}
        case SignalType.CONSENSUS_FADE:
            assert (tickets > 50) != for_above
            return {"public": public, "its_money": money if tickets > 50 else 100 - money}
        case SignalType.LATE_MONEY | SignalType.LATE_FLIP:
            start = dt.datetime.fromisoformat(now["start_time"])
            before = max(at for at in shots if at < start - dt.timedelta(hours=2))
            early = row_of(shots[before], game, signal.market, signal.market.above)["money_pct"]
            assert (money > early) == for_above
            return {"money": money, "early_money": early, "gone": money - early}
        case SignalType.REVERSE_LINE_MOVEMENT:
            opened = next(rows for rows in shots.values() if _is_there(rows, game, signal))
            moved = gone(opened, shot_at(shots, signal.raised_at), game, signal)
            assert (tickets > 50) != for_above
            return {"public": public, "against": -moved if tickets > 50 else moved}
        case _:
            raise AssertionError(f"{signal.type} needs more books than one")


def _is_there(rows: list[Row], game: int, signal: Signal) -> bool:
    market = SOURCE_NAME.get(signal.market, signal.market)
    sides = {row["side"] for row in rows if (row["game_id"], row["market"]) == (game, market)}
    return len(sides) == 2


def test_every_signal_of_the_day_comes_out_again_from_the_recorded_rows(
    database: Database, payloads: list[Payload], shots: dict[dt.datetime, list[Row]]
) -> None:
    tape, ids = taken_in(database, payloads)
    raised = signals_in(tape, found(tape, DetectorRules()))
    kinds = {signal.type for signal, _ in raised}
    assert len(raised) > 50
    assert {"sharp_action", "consensus_fade", "reverse_line_movement", "late_money"} <= kinds
    for signal, evidence in raised:
        numbers = recomputed(signal, ids[signal.game], shots)
        told = {name: signal.features[name] for name in numbers}
        assert told == pytest.approx(numbers, abs=1e-6)
        assert evidence


def test_the_public_and_the_prices_are_those_recorded(
    database: Database, payloads: list[Payload], shots: dict[dt.datetime, list[Row]]
) -> None:
    tape, ids = taken_in(database, payloads)
    for told_as, name, frame in (
        ("tickets", "tickets_pct", public_shares(tape)),
        ("above", "odds", pairs(tape)),
    ):
        asked = frame.filter(pl.col("market") != "team_total")
        assert asked.height > 300
        for row in asked.iter_rows(named=True):
            side = Side.OVER if row["market"] == "total" else Side.HOME
            then = shot_at(shots, row["at"])
            recorded = rows_of(then, ids[row["game"]], row["market"], side)
            shown = {100 if one[name] == -100 else one[name] for one in recorded}
            assert row[told_as] in shown


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_snapshots_in_any_order_and_more_than_once_give_the_same_tables(
    database: Database, copy: Callable[[], str], payloads: list[Payload], seed: int
) -> None:
    chance = random.Random(seed)
    shuffled = [*payloads, *chance.sample(payloads, 8)]
    chance.shuffle(shuffled)
    with Database(copy(), DatabaseSettings()) as other:
        straight = told(*taken_in(other, payloads))
    for ours, theirs in zip(told(*taken_in(database, shuffled)), straight, strict=True):
        assert ours.equals(theirs)
