"""Whatever the order of fetching, archiving, taking in, deciding and dying, a replay is true."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator
from contextlib import suppress

import pytest
from attrs import define, field

from mlbcore.collecting import Identity, Parsed, Request, Window
from mlbcore.db.pool import Database
from mlbcore.errors import IdentityError, RecordError
from mlbcore.models import GameStatus, Listing, Market, Payload, Quote, Side
from mlbcore.pipeline.deciding import choice_of, decide
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.replay import replay

DAYS = (dt.date(2025, 7, 2), dt.date(2025, 7, 3))
MORNING = dt.datetime(2025, 7, 2, 15, tzinfo=dt.UTC)
SOURCES = ("mlb", "one", "two")
COMPUTED = ("game", "game_date", "game_source", "quote", "quote_current", "unmatched", "slate")
ARCHIVE = ("payload", "sighting", "taking", "decision")
TEAMS = (("SD", "PHI"), ("SD", "PHI"), ("SD", "PHI"), ("MIN", "MIA"), ("?", "PHI"))
# A row of a page: id, both teams, day, hour of the start, price, status.
Shows = list[tuple[str, str, str, int, int, int, str | None]]


@define
class Lists:
    """A source whose pages are rows."""

    source: str
    name = "page"

    def requests(self, window: Window) -> list[Request]:
        return []

    def parse(self, payload: Payload) -> Iterator[Parsed]:
        for id, away, home, day, hour, price, status in json.loads(payload.body):
            quote = Quote(
                book="fanduel",
                market=Market.MONEYLINE,
                side=Side.HOME,
                price=price,
                observed_at=payload.fetched_at,
            )
            yield Listing(
                external_id=id,
                away=away,
                home=home,
                dates=(DAYS[day],),
                start=MORNING + dt.timedelta(hours=hour),
                status=status and GameStatus(status),
                quotes=() if self.source == "mlb" else (quote,),
            )

    def team(self, ref: str) -> str:
        return ref

    def book(self, ref: str) -> str:
        return ref

    def game(self, record: Listing) -> Identity:
        if record.away == "?":
            raise IdentityError("no such team")
        return Identity(record.dates, record.away, record.home, record.start, 1, record.external_id)


def page(source: str, day: int, chance: random.Random) -> Shows:
    teams = TEAMS[:4] if source == "mlb" else TEAMS
    return [
        (
            f"{source}{number}",
            *chance.choice(teams),
            day if source == "mlb" else chance.choice((day, day, 0, 1)),
            chance.choice((1, 1, 7)),
            chance.choice((-110, -120)),
            chance.choice((None, None, None, "postponed")),
        )
        for number in range(chance.randrange(1, 4))
    ]


@define
class Workers:
    """Workers that fetch, archive and take in, in any order, and die in between."""

    ingest: Ingest
    chance: random.Random
    minute: int = 0
    decided: int = 0
    shown: dict[tuple[str, int], Shows] = field(factory=dict)
    fetched: list[Payload] = field(factory=list)
    archived: list[tuple[int, Payload]] = field(factory=list)

    def work(self, steps: int) -> None:
        weighted = [self.fetch] * 9 + [self.archive] * 5 + [self.take] * 5
        weighted += [self.retry, self.die, self.decide]
        for _ in range(steps):
            self.chance.choice(weighted)()
        self.ingest.take_waiting()
        self.retry()

    def fetch(self) -> None:
        self.minute += 1
        source, day = self.chance.choice(SOURCES), self.chance.choice((0, 0, 0, 1))
        if (source, day) not in self.shown or self.chance.random() < 0.6:
            self.shown[source, day] = page(source, day, self.chance)
        payload = Payload(
            source=source,
            collector="page",
            date=DAYS[day],
            url="page",
            fetched_at=MORNING + self.minute * dt.timedelta(minutes=1),
            body=json.dumps(self.shown[source, day]).encode(),
        )
        self.fetched.append(payload)

    def archive(self) -> None:
        if self.fetched:
            payload = self.fetched.pop(self.chance.randrange(len(self.fetched)))
            self.archived.append(self.ingest.archive(payload))

    def take(self) -> None:
        """Take in some at once, in any order."""
        self.chance.shuffle(self.archived)
        some = self.chance.choice((1, 1, 3))
        self.ingest.take_all(self.archived[:some])
        del self.archived[:some]

    def retry(self) -> None:
        self.ingest.retry_unmatched()

    def decide(self) -> None:
        """A person links something unmatched to any game."""
        database = self.ingest.database
        unmatched = database.read(lambda store: store.unmatched.all())
        games = database.read(lambda store: store.games.between(*DAYS))
        if not (unmatched and games):
            return
        entry, game = self.chance.choice(unmatched), self.chance.choice(games)
        with suppress(RecordError):
            choice = database.read(
                lambda store: choice_of(store, entry.source, entry.external_id, str(game.id))
            )
            self.decided += 1
            decide(database, self.ingest, choice)

    def die(self) -> None:
        self.archived.clear()


def tables(database: Database) -> dict[str, list[str]]:
    with database.reading() as store:
        return {
            name: [
                row
                for (row,) in store.connection.execute(f"SELECT t::text FROM {name} t ORDER BY 1")
            ]
            for name in (*COMPUTED, *ARCHIVE)
        }


def replay_and_compare(database: Database, seed: int) -> None:
    chance = random.Random(seed)
    sources = [Lists(source) for source in SOURCES]
    ingest = Ingest(database, sources, {source.source: source for source in sources})
    with database.writing() as store:
        store.connection.execute(f"TRUNCATE {', '.join((*ARCHIVE, *COMPUTED))} CASCADE")
    Workers(ingest, chance).work(chance.randrange(5, 30))
    live = tables(database)
    with database.writing() as store:
        store.connection.execute(f"TRUNCATE {', '.join(COMPUTED)} CASCADE")
    replay(database, ingest, Window(first=DAYS[0], last=DAYS[1]), SOURCES)
    assert tables(database) == live, seed


def test_a_replay_gives_what_workers_gave_in_any_order(database: Database) -> None:
    for seed in range(15):
        replay_and_compare(database, seed)


@pytest.mark.slow
def test_a_replay_gives_what_workers_gave_in_many_orders(database: Database) -> None:
    for seed in range(15, 400):
        replay_and_compare(database, seed)
