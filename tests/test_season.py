"""Four months of real baseball, from the recordings, served at the sources' own paths."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

FIRST, LAST = "2025-03-27", "2025-07-31"
COUNTED = ("game", "quote", "split", "unmatched")

pytestmark = [pytest.mark.shared, pytest.mark.slow]


class Sources:
    """The replay server in a process of its own."""

    def __init__(self, shared: Path, *faults: str) -> None:
        tool = shared / "tools" / "source_replay.py"
        options = [part for fault in faults for part in ("--fault", fault)]
        self.process = subprocess.Popen(
            [sys.executable, str(tool), *options], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.urls: dict[str, str] = json.loads(self.process.stdout.readline())

    @property
    def environment(self) -> dict[str, str]:
        bases = {f"MLBCORE_{name.upper()}_BASE_URL": url for name, url in self.urls.items()}
        quick = {
            "MLBCORE_SCRAPING_REQUESTS_PER_SECOND": "1000",
            "MLBCORE_SCRAPING_RETRY_DELAY": "0.01",
            "MLBCORE_SCRAPING_RETRIES": "6",
        }
        return bases | quick

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(scope="module")
def sources(shared: Path) -> Iterator[Sources]:
    served = Sources(shared)
    yield served
    served.close()


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "mlbcore", *arguments]


def run(sources: Sources, dsn: str, *arguments: str, expected: int = 0) -> Any:
    done = subprocess.run(
        command(*arguments, "--format", "json"),
        env=os.environ | sources.environment | {"MLBCORE_DATABASE_URL": dsn},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == expected, done.stderr
    return json.loads(done.stdout)


def counts(dsn: str) -> dict[str, int]:
    with psycopg.connect(dsn) as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # type: ignore[index]
            for table in COUNTED
        }


def contents(dsn: str) -> dict[str, list[str]]:
    """What is stored, but for when it was fetched."""
    queries = {
        "game": "SELECT g::text FROM game g",
        "game_source": "SELECT concat(source, external_id, game, date) FROM game_source",
        "quote": "SELECT concat_ws(' ', game, book, market, side, phase, price, line,"
        " observed_at) FROM quote",
        "split": "SELECT concat_ws(' ', game, book, market, side, phase, tickets_percent,"
        " money_percent, bets, observed_at) FROM split",
        "unmatched": "SELECT concat_ws(' ', source, external_id, date, reason) FROM unmatched",
    }
    with psycopg.connect(dsn) as connection:
        return {
            table: sorted(text for (text,) in connection.execute(query))
            for table, query in queries.items()
        }


def expected_ids(shared: Path) -> dict[str, dict[str, set[str]]]:
    """By gamePk, the ids that each other source gives the game."""
    ids: dict[str, dict[str, set[str]]] = defaultdict(lambda: {"sbr": set(), "action": set()})
    with (shared / "data" / "crosswalk.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for source, column in (("sbr", "sbr_gameId"), ("action", "an_game_id")):
                ids[row["gamePk"]][source] |= {row[column]} - {""}
    return ids


def test_a_season_gets_its_ids_and_comes_out_the_same_again(
    sources: Sources, dsn: str, shared: Path
) -> None:
    first = run(sources, dsn, "run", "--from", FIRST, "--to", LAST)
    assert {unit["status"] for unit in first["units"]} == {"success"}
    games = run(sources, dsn, "games", "--from", FIRST, "--to", LAST)
    assert len({game["id"] for game in games}) == len(games)
    by_pk = {game["ids"]["mlb"][0]: game["ids"] for game in games}
    wanted = expected_ids(shared)
    assert set(by_pk) == set(wanted)
    pairs = [(pk, source, id) for pk, ids in wanted.items() for source in ids for id in ids[source]]
    carried = [id in by_pk[pk][source] for pk, source, id in pairs]
    assert len(pairs) > 3000
    assert sum(carried) / len(pairs) >= 0.995
    owner = {(source, id): pk for pk, source, id in pairs}
    assert not [
        (source, id, pk)
        for pk, ids in by_pk.items()
        for source in ("sbr", "action")
        for id in ids[source]
        if owner.get((source, id), pk) != pk
    ]
    unmatched = run(sources, dsn, "unmatched")
    assert len(unmatched) == first["unmatched"]
    assert all("MLB" in row["reason"] for row in unmatched)

    check_reports(sources, dsn)
    before, stored = counts(dsn), contents(dsn)
    again = run(sources, dsn, "run", "--from", FIRST, "--to", LAST, "--again")
    assert sum(unit["new"] for unit in again["units"]) == 0
    assert counts(dsn) == before
    replayed = run(sources, dsn, "replay")
    assert sum(unit["new"] for unit in replayed["units"]) == 0
    assert contents(dsn) == stored


def check_reports(sources: Sources, dsn: str) -> None:
    """What docs/quality.md says of the recorded season."""
    span = ("--from", FIRST, "--to", LAST)
    rows = run(sources, dsn, "quality", *span)
    classes = ("records", "excellent", "high", "medium", "low")
    assert {(row["source"], row["kind"]): tuple(row[name] for name in classes) for row in rows} == {
        ("", "game"): (1637, 1628, 8, 1, 0),
        ("action", "price"): (9747, 9744, 2, 1, 0),
        ("action", "split"): (9770, 9730, 40, 0, 0),
        ("sbr", "price"): (32464, 32228, 236, 0, 0),
        ("sbr", "split"): (6456, 0, 6456, 0, 0),
    }
    only = ("--source", "sbr", "--kind", "price", "--below", "excellent")
    apart = run(sources, dsn, "quality", *span, *only)
    assert {row["book"] for row in apart} == {"draftkings", "fanduel"}
    differing = run(sources, dsn, "conflicts", *span)
    assert {row["external_id"] for row in differing} == {"256011", "256181"}


@pytest.mark.parametrize("seed", range(3))
def test_a_run_that_is_killed_and_run_again_ends_the_same(
    sources: Sources, dsn: str, template: str, server_dsn: str, seed: int
) -> None:
    span = ("--from", "2025-06-25", "--to", "2025-07-10")
    environment = os.environ | sources.environment | {"MLBCORE_DATABASE_URL": dsn}
    for delay in [random.Random(seed).uniform(0.5, 2.0)]:
        process = subprocess.Popen(
            command("run", *span), env=environment, stdout=subprocess.DEVNULL
        )
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
    run(sources, dsn, "run", *span)
    killed = contents(dsn)
    with psycopg.connect(dsn) as connection:
        names = "quote, quote_current, split, split_current, unmatched, game, game_date"
        connection.execute(f"TRUNCATE {names}, game_source, slate, unit, payload, run CASCADE")
    run(sources, dsn, "run", *span)
    assert contents(dsn) == killed


@pytest.mark.parametrize(
    "fault",
    ["429", "500", "503", "html200", "badjson", "truncate", "drop", "empty", "redirect-loop"],
)
def test_with_one_source_failing_the_others_are_stored(shared: Path, dsn: str, fault: str) -> None:
    status = {"429": "rate_limited", "html200": "blocked", "empty": "blocked"}.get(fault, "failed")
    served = Sources(shared, f"{fault}@sbr")
    try:
        told = run(served, dsn, "run", "--date", "2025-07-02", expected=3)
    finally:
        served.close()
    units = {unit["source"]: unit for unit in told["units"]}
    assert (units["mlb"]["status"], units["action"]["status"]) == ("success", "success")
    assert (units["sbr"]["status"], units["sbr"]["failed"]) == (status, 1)
    assert units["sbr"]["message"]
    assert counts(dsn) | {"split": 0} == {"game": 19, "quote": 108, "split": 0, "unmatched": 0}


def test_faults_that_pass_leave_nothing_behind(shared: Path, sources: Sources, dsn: str) -> None:
    span = ("--from", "2025-06-28", "--to", "2025-07-04")
    served = Sources(shared, "503:every-7", "truncate:every-9", "drop:every-11")
    try:
        told = run(served, dsn, "run", *span)
    finally:
        served.close()
    assert {unit["status"] for unit in told["units"]} == {"success"}
    again = run(sources, dsn, "run", *span, "--again")
    assert [unit for unit in again["units"] if unit["new"]] == []
