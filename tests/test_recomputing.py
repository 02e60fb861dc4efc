"""A replay of the archive, in place or on a copy, gives the tables that the live runs gave."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence

import httpx2
import psycopg
import pytest
from attrs import evolve

from mlbcore.cli.options import EVERYTHING
from mlbcore.db.pool import Database
from mlbcore.demo import DATE, BundledDay
from mlbcore.models import Payload
from mlbcore.pipeline.deciding import choice_of, decide
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.replay import replay
from mlbcore.plugins import discover
from mlbcore.settings import DatabaseSettings

Poll = Callable[..., None]
Rows = Callable[[str], dict[str, list[str]]]
SOURCES = ("mlb", "sbr", "action")
# What a replay does not compute: the archive itself, and what was collected when.
COLLECTED = {"payload", "run", "run_source", "unit", "migration"}
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

MISSING = CHANGES["mlb"][0]
NOW = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)


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


def decide_any(dsn: str, chance: random.Random) -> None:
    """Link something unmatched to a game that has one of its teams, or else to any."""
    plugins = discover(frozenset(SOURCES))
    with Database(dsn, DatabaseSettings()) as database:
        ingest = Ingest(database, plugins.collectors, plugins.mappers)
        with database.reading() as store:
            unmatched = [
                one
                for one in store.unmatched.all()
                if one.source != "mlb" and not store.games.known_as(one.source, one.external_id)
            ]
            games = [game for game in store.games.between(DATE, DATE) if game.ids.get("mlb")]
            if not (unmatched and games):
                return
            one = chance.choice(unmatched)
            likely = [g for g in games if {g.away, g.home} & {one.away, one.home}]
            game = chance.choice(likely or games)
            choice = choice_of(store, one.source, one.external_id, str(game.id))
        decide(database, ingest, choice)


def computed(rows: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: found for name, found in rows.items() if name not in COLLECTED}


def live_and_replayed(
    dsn: str, copy: Callable[[], str], table_rows: Rows
) -> tuple[dict[str, list[str]], ...]:
    """The tables as the live runs left them, of a replay on a copy, and of one in place."""
    live, other = computed(table_rows(dsn)), copy()
    replayed(other)
    replayed(dsn)
    return live, computed(table_rows(other)), computed(table_rows(dsn))


def test_what_matched_after_a_poll_was_matched_then_in_a_replay(
    dsn: str, poll: Poll, copy: Callable[[], str], table_rows: Rows
) -> None:
    poll(dsn, Shown(mlb=[MISSING], sbr=[]))
    poll(dsn, Shown(mlb=[]))
    poll(dsn, Shown(sbr=[noise(1)]))
    live, copied, in_place = live_and_replayed(dsn, copy, table_rows)
    assert copied == live
    assert in_place == live


def test_a_run_that_died_leaves_its_retakes_to_the_next(
    dsn: str, database: Database, poll: Poll, copy: Callable[[], str], table_rows: Rows
) -> None:
    waiting, moved = CHANGES["sbr"][0], ("-125", "-131")
    poll(dsn, Shown(mlb=[MISSING], sbr=[waiting]))
    poll(dsn, Shown(mlb=[MISSING], sbr=[waiting, moved]))
    plugins = discover(frozenset(SOURCES))
    ingest = Ingest(database, plugins.collectors, plugins.mappers)
    with psycopg.connect(dsn) as connection:
        sources = connection.execute(
            "SELECT min(p.id) FROM payload p JOIN source s ON s.id = p.source"
            " WHERE s.name IN ('mlb', 'sbr') GROUP BY s.name ORDER BY s.name"
        ).fetchall()
    for (id,), changes in zip(sources, ([], [waiting, noise(1)]), strict=True):
        before = ingest.archived(id)
        ingest.take(*ingest.archive(evolve(before, body=again(before, changes), fetched_at=NOW)))
    poll(dsn, Shown())
    with psycopg.connect(dsn) as connection:
        prices = connection.execute(
            "SELECT DISTINCT price FROM price WHERE away = 'MIN' AND phase = 'live'"
        ).fetchall()
    assert {(-125,), (-131,)} <= set(prices)
    live, copied, in_place = live_and_replayed(dsn, copy, table_rows)
    assert copied == live
    assert in_place == live


def again(payload: Payload, changes: Sequence[tuple[str, str]]) -> bytes:
    """The page of that payload's source with other changes."""
    request = httpx2.Request("GET", payload.url)
    return Shown(**{payload.source: changes}).handle_request(request).read()


@pytest.mark.parametrize("seed", [0, 7, 31])
def test_a_replay_gives_the_tables_of_the_live_runs(
    dsn: str, poll: Poll, copy: Callable[[], str], table_rows: Rows, seed: int
) -> None:
    _poll_and_compare(seed, dsn, poll, copy, table_rows)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100))
def test_a_replay_gives_the_tables_of_many_live_runs(
    dsn: str, poll: Poll, copy: Callable[[], str], table_rows: Rows, seed: int
) -> None:
    _poll_and_compare(seed, dsn, poll, copy, table_rows)


def _poll_and_compare(
    seed: int, dsn: str, poll: Poll, copy: Callable[[], str], table_rows: Rows
) -> None:
    chance = random.Random(seed)
    for shown in _polls(chance):
        poll(dsn, shown)
        if chance.random() < 0.3:
            decide_any(dsn, chance)
    live, copied, in_place = live_and_replayed(dsn, copy, table_rows)
    assert copied == live
    assert in_place == live


def _polls(chance: random.Random) -> Iterator[Shown]:
    """Polls in which each source may be away, say something else, or the same in other bytes."""
    for _ in range(8):
        shown = {}
        for source in SOURCES:
            if chance.random() < 0.8:
                changes = [c for c in CHANGES[source] if chance.random() < 0.15]
                shown[source] = [*changes, noise(chance.randrange(len(NOISE)))]
        yield Shown(**shown)
