"""A replay of the archive, in place or on a copy, gives the tables that the live runs gave."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

import httpx2
import pytest

from mlbcore.cli.collect import EVERYTHING
from mlbcore.db.pool import Database
from mlbcore.demo import BundledDay
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.replay import replay
from mlbcore.plugins import discover
from mlbcore.settings import DatabaseSettings

Poll = Callable[..., None]
Rows = Callable[[str], dict[str, list[str]]]
SOURCES = ("mlb", "sbr", "action")
# What a replay does not compute: the archive itself, and what was collected when.
COLLECTED = {"payload", "run", "unit", "migration"}
NOISE = ("", "\n", " ", "\n ", " \n")
PATHS = {
    "mlb": "/api/v1/schedule",
    "sbr": "/betting-odds/mlb-baseball/money-line/full-game/",
    "action": "/web/v2/scoreboard/publicbetting/mlb",
}
# What a source may show instead in a poll: (old, new) in its text.
CHANGES: dict[str, tuple[tuple[str, str], ...]] = {
    "mlb": (
        ('"gamePk":777275', '"gamePk":"?"'),
        ('"codedGameState":"F","detailedState":"Final"', '"codedGameState":"I"'),
    ),
    "sbr": (
        ('"status":"1"', '"status":"6"'),
        ('"currentLine":{"awayOdds":170', '"currentLine":{"awayOdds":172'),
        ('"shortName":"MIN"', '"shortName":"MIL"'),
        ('"sportsbook":"bet365"', '"sportsbook":"newbook"'),
        ('"startDate":"2025-07-02T16:10', '"startDate":"2025-07-03T16:10'),
        ("__NEXT_DATA__", "__NOTHING__"),
    ),
    "action": (
        ('"odds":173', '"odds":175'),
        ('"tickets":{"percent":20}', '"tickets":{"percent":21}'),
        ('"start_time":"2025-07-02T16:10', '"start_time":"2025-07-04T16:10'),
        ('"away_team_id":201', '"away_team_id":9'),
    ),
}


class Shown(BundledDay):
    """The bundled day as some sources show it: others are out of reach."""

    def __init__(self, **shown: Sequence[tuple[str, str]]) -> None:
        self.shown = {PATHS[source]: changes for source, changes in shown.items()}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        changes = self.shown.get(request.url.path)
        if changes is None:
            return httpx2.Response(404)
        text = super().handle_request(request).read().decode()
        for old, new in changes:
            text = text.replace(old, new) if old else text + new
        return httpx2.Response(200, text=text)


def noise(amount: int) -> tuple[str, str]:
    """A change that no parser sees."""
    return "", NOISE[amount]


def replayed(dsn: str) -> None:
    plugins = discover(frozenset(SOURCES))
    with Database(dsn, DatabaseSettings()) as database:
        ingest = Ingest(database, plugins.collectors, plugins.mappers)
        replay(database, ingest, EVERYTHING, SOURCES)


def computed(rows: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: found for name, found in rows.items() if name not in COLLECTED}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_often(dsn: str, poll: Poll, copy: Callable[[], str], table_rows: Rows, seed: int) -> None:
    for shown in _polls(random.Random(seed)):
        poll(dsn, shown)
    live = computed(table_rows(dsn))
    other = copy()
    replayed(other)
    a = [n for n, r in computed(table_rows(other)).items() if r != live[n]]
    replayed(dsn)
    b = [n for n, r in computed(table_rows(dsn)).items() if r != live[n]]
    assert (a, b) == ([], [])


def _polls(chance: random.Random) -> Iterator[Shown]:
    """Polls in which each source may be away, say something else, or the same in other bytes."""
    for _ in range(8):
        shown = {}
        for source in SOURCES:
            if chance.random() < 0.8:
                changes = [c for c in CHANGES[source] if chance.random() < 0.15]
                shown[source] = [*changes, noise(chance.randrange(len(NOISE)))]
        yield Shown(**shown)
