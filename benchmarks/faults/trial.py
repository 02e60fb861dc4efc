"""One run against sources that go wrong, what it said and stored, and a run that mends it."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from benchmarks.databases import migrate
from benchmarks.faults.stored import Stored, UnitKey, stored
from benchmarks.sources import command, mlbcore, sources
from benchmarks.storage.server import Server, free_port

ALONE = (
    "429",
    "500",
    "503",
    "drop",
    "truncate",
    "html200",
    "badjson",
    "empty",
    "slow",
    "huge",
    "redirect-loop",
)
KINDS = (*ALONE, "mix")
CHANCE = 0.2
RETRIES = 1
# Few and short tries, so that every kind leaves something to name and the breaker is met.
HURRIED = {
    "MLBCORE_SCRAPING_RETRIES": str(RETRIES),
    "MLBCORE_SCRAPING_RETRY_DELAY": "0.01",
    "MLBCORE_SCRAPING_REQUEST_TIMEOUT": "1",
    "MLBCORE_SCRAPING_MAX_BYTES": "2000000",
    "MLBCORE_SCRAPING_BREAKER_FAILURES": "2",
    "MLBCORE_SCRAPING_BREAKER_PAUSE": "0.05",
}
SLOW_SECONDS, SEED = "5", "7"
LOOP, REDIRECT = "/_loop", 302


@frozen
class Case:
    """What is collected, and what collects the rest of it afterwards."""

    name: str
    run: tuple[str, ...]
    rest: tuple[str, ...]


TEN = ("run", "--from", "2025-06-28", "--to", "2025-07-07")
TWO = ("run", "--from", "2025-07-01", "--to", "2025-07-02", "--detail")
CASES = (Case("ten days", TEN, (*TEN, "--failed")), Case("details", TWO, TWO))


@frozen
class Asks:
    """How often each URL was asked; ``redirects`` led to a page that leads to itself."""

    urls: Counter[str]
    redirects: int = 0
    followed: int = 0

    def most(self) -> int:
        return max(self.urls.values())

    def beyond(self, allowed: Mapping[str, int]) -> int:
        """Asks beyond those allowed, and redirects that were followed more than once."""
        excess = sum(max(0, asks - allowed.get(url, 0)) for url, asks in self.urls.items())
        return excess + max(0, self.followed - self.redirects)


@frozen
class Clean:
    """What a run without faults stores and asks for."""

    stored: Stored
    asked: Asks


@frozen
class Trial:
    """What a run said of itself by ``units`` and ``code``, and ``listed`` later as failed."""

    units: list[dict[str, Any]]
    code: int
    listed: list[dict[str, Any]]
    asked: Asks
    seconds: float
    stored: Stored
    mended: Stored

    def __str__(self) -> str:
        return (
            f"{len(self.complete())} of {len(self.units)} units complete, {len(self.listed)} named;"
            f" {self.asked.urls.total()} requests, at most {self.asked.most()} of a URL"
        )

    def complete(self) -> set[UnitKey]:
        return {key(unit) for unit in self.units if unit["status"] == "success"}

    def unnamed(self) -> set[UnitKey]:
        """Units without success that are not listed with a URL for each page that is missing.

        All of them where the exit code does not say that there are such.
        """
        failed = {key(unit) for unit in self.units} - self.complete()
        if self.code != self._due(failed):
            return failed or self.complete()
        return failed ^ {key(unit) for unit in self.listed if _names(unit)}

    def _due(self, failed: set[UnitKey]) -> int:
        if not failed:
            return 0
        return 3 if any(unit["payloads"] for unit in self.units) else 4

    def lost(self, whole: Stored) -> set[str]:
        """Rows of complete units, but for games that are listed as unmatched."""
        gone = whole.of(self.complete()) - set(self.stored.taken)
        return {row for row in gone if not self.stored.waits(row)}

    def invented(self, whole: Stored) -> set[str]:
        return set(self.stored.taken) - set(whole.taken)

    def differing(self, whole: Stored) -> Counter[str]:
        """Rows lost or too many after the run that fetched what had failed."""
        ours, theirs = self.mended.taken + self.mended.ended, whole.taken + whole.ended
        return (ours - theirs) + (theirs - ours)

    def excess(self, whole: Asks) -> int:
        """Asks beyond retries and one, each time that a run without faults asks."""
        return self.asked.beyond({url: n * (RETRIES + 1) for url, n in whole.urls.items()})


def key(unit: Mapping[str, Any]) -> UnitKey:
    return unit["source"], unit["collector"], unit["date"]


def _names(unit: Mapping[str, Any]) -> bool:
    return bool(unit["message"].count("http://") >= unit["failed"] > 0)


def clean(server: Server, template: str, folder: Path) -> dict[str, Clean]:
    """What comes of each case when nothing goes wrong."""
    migrate(environment(server, template, {}))
    return {case.name: undisturbed(server, template, folder, case) for case in CASES}


def undisturbed(server: Server, template: str, folder: Path, case: Case) -> Clean:
    log = folder / f"{case.name}.jsonl"
    with server.database(template) as name, sources("--log", str(log)) as bases:
        mlbcore(environment(server, name, bases), *case.run)
        return Clean(stored(server.dsn(name)), asked(log))


def tried(server: Server, template: str, folder: Path, kind: str, case: Case) -> Trial:
    log = folder / f"{kind} {case.name}.jsonl"
    port = ("--port", str(free_port()))  # a page has the same URL in both runs
    disturbed = (*faults(kind), "--slow-seconds", SLOW_SECONDS, "--seed", SEED, "--log", str(log))
    with server.database(template) as name:
        with sources(*port, *disturbed) as bases:
            code, units, seconds = timed(environment(server, name, bases), case)
        listed = mlbcore(environment(server, name, {}), "units", "--failed")
        before = stored(server.dsn(name))
        with sources(*port) as bases:
            mlbcore(environment(server, name, bases), *case.rest)
        after = stored(server.dsn(name))
    return Trial(units, code, listed, asked(log), seconds, before, after)


def faults(kind: str) -> Iterator[str]:
    kinds = ALONE if kind == "mix" else (kind,)
    for each in kinds:
        yield from ("--fault", f"{each}:{CHANCE / len(kinds):.3f}")


def environment(server: Server, name: str, bases: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, **HURRIED, **bases, "MLBCORE_DATABASE_URL": server.dsn(name)}


def timed(there: Mapping[str, str], case: Case) -> tuple[int, list[dict[str, Any]], float]:
    began = time.monotonic()
    asking = command(*case.run, "--format", "json")
    done = subprocess.run(asking, env=there, capture_output=True, check=False)
    return done.returncode, json.loads(done.stdout)["units"], time.monotonic() - began


def asked(log: Path) -> Asks:
    entries = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    followed = [entry for entry in entries if entry["path"].endswith(LOOP)]
    pages = [entry for entry in entries if not entry["path"].endswith(LOOP)]
    redirects = sum(entry["status"] == REDIRECT for entry in pages)
    return Asks(Counter(entry["path"] for entry in pages), redirects, len(followed))
