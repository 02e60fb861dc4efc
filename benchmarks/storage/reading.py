"""Reading: the board of a slate as history grows, and many quotes as records."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from benchmarks.goals import Goal
from benchmarks.storage import ours, season
from benchmarks.storage.filling import filled
from benchmarks.storage.peers import alchemy
from benchmarks.storage.rounds import in_turn, seconds_of
from benchmarks.storage.scale import Scale
from benchmarks.storage.server import Server
from mlbcore.db.store import Store

SHOWN = 0  # the slate whose board is read


def boards(server: Server, template: str, origin: ours.Origin, scale: Scale) -> Iterator[Goal]:
    """The same slate in a short history and in a long one."""
    few = scale.records // season.POLL // season.POLLS + 1
    many = scale.history // season.POLL // season.SLATES + 1
    with (
        filled(server, template, origin, slates=few, polls=season.POLLS) as short,
        filled(server, template, origin, slates=season.SLATES, polls=many) as long,
    ):
        date = season.date_of(SHOWN)
        stores = {"short": Store(short), "long": Store(long)}
        assert {ours.board(store, date) for store in stores.values()} == {season.POLL}
        sides = {
            name: partial(seconds_of, partial(ours.board, store, date), 5)
            for name, store in stores.items()
        }
        rounds = in_turn(sides, scale.short_rounds)
    ratio = rounds.ratio("long", "short")
    name = f"board of a slate at {scale.history:,} rows beside {scale.records:,}"
    yield Goal(name, ratio, 1.25, least=False)


def reading(server: Server, template: str, origin: ours.Origin, scale: Scale) -> Iterator[Goal]:
    """Every quote of some slates, each polled once."""
    slates = scale.records // season.POLL + 1
    games = [game for slate in range(slates) for game in season.games_of(slate)]
    with filled(server, template, origin, slates=slates, polls=1) as connection:
        store = Store(connection)
        engine = alchemy.engine(server, connection.info.dbname)
        jobs = {
            "records": partial(ours.read, store, games),
            "tuples": partial(ours.read_bare, connection, games),
            "entities": partial(alchemy.entities, engine, games),
        }
        assert {job() for job in jobs.values()} == {slates * season.POLL}
        sides = {name: partial(seconds_of, job) for name, job in jobs.items()}
        rounds = in_turn(sides, scale.rounds)
    read = f"reading {scale.records:,} to records"
    faster = rounds.ratio("entities", "records")
    yield Goal(f"{read} faster than SQLAlchemy ORM", faster, 3, least=True)
    yield Goal(f"{read}, speed of bare tuples", rounds.ratio("tuples", "records"), 0.5, least=True)
