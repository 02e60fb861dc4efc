"""Saving many quotes at once, beside psql and beside other libraries; and saving them again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import psycopg

from benchmarks.goals import Goal, Job
from benchmarks.storage import ours, season
from benchmarks.storage.batch import Batch, Prepare, collect
from benchmarks.storage.peers import alchemy, copying, django_orm, dlt_pipeline
from benchmarks.storage.rounds import Rounds, Side, in_turn
from benchmarks.storage.scale import Scale
from benchmarks.storage.server import Server
from mlbcore.db.store import Store

RIVALS = {"SQLAlchemy Core": 2.2, "asyncpg copy and merge": 1.05}
SLOW_RIVALS = {
    "Django bulk_create": 5.0,
    "SQLAlchemy ORM, objects": 8.5,
    "SQLAlchemy ORM, bulk insert": 8.5,
    "dlt": 8.5,
    "dlt, files of CSV": 8.5,
}


def saving(server: Server, template: str, origin: ours.Origin, scale: Scale) -> Iterator[Goal]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        batch = collect(server, template, origin, season.arriving(scale.records))
        rounds = in_turn(beside_psql(batch, folder) | quick_sides(batch), scale.rounds)
        yield beside_limit(scale.records, rounds, 0.90)
        yield from beside_rivals(scale.records, rounds, RIVALS)
        yield from beside_itself(scale.records, rounds)
        rounds = in_turn(slow_sides(batch, folder), scale.slow_rounds)
        yield from beside_rivals(scale.records, rounds, SLOW_RIVALS)
        batch = collect(server, template, origin, season.arriving(scale.many))
        rounds = in_turn(beside_psql(batch, folder), scale.slow_rounds)
        yield beside_limit(scale.many, rounds, 0.75)


def beside_limit(records: int, rounds: Rounds, limit: float) -> Goal:
    speed = rounds.ratio("psql", "ours")
    name = f"saving {records:,}, speed of psql's staged merge of a prepared file"
    return Goal(name, speed, limit, least=True)


def beside_rivals(records: int, rounds: Rounds, rivals: Mapping[str, float]) -> Iterator[Goal]:
    for name, limit in rivals.items():
        times = rounds.ratio(name, "ours")
        yield Goal(f"saving {records:,} faster than {name}", times, limit, least=True)


def beside_itself(records: int, rounds: Rounds) -> Iterator[Goal]:
    again = rounds.ratio("replay", "ours")
    name = f"saving {records:,} again, no row added, beside the first time"
    yield Goal(name, again, 0.6, least=False)
    faster = rounds.ratio("ours", "first")
    yield Goal("first load by direct COPY faster than the staged merge", faster, 2.2, least=True)


def quick_sides(batch: Batch) -> dict[str, Side]:
    prepares: dict[str, Prepare] = {
        "replay": replay,
        "first": partial(opening, save=ours.save_first),
        "SQLAlchemy Core": partial(untriggered, prepare=alchemy.core),
        "asyncpg copy and merge": copying.by_asyncpg,
    }
    sides: dict[str, Side] = {
        name: partial(batch.seconds, prepare) for name, prepare in prepares.items()
    }
    return sides


def slow_sides(batch: Batch, folder: Path) -> dict[str, Side]:
    alchemy.map_entities(batch)
    history, current = django_orm.configured(batch)
    django = partial(django_orm.bulk_create, history=history, current=current)
    prepares: dict[str, Prepare] = {
        "ours": partial(opening, save=ours.save_staged),
        "Django bulk_create": partial(untriggered, prepare=django),
        "SQLAlchemy ORM, objects": partial(untriggered, prepare=alchemy.orm_objects),
        "SQLAlchemy ORM, bulk insert": partial(untriggered, prepare=alchemy.orm_bulk_insert),
    }
    sides: dict[str, Side] = {
        name: partial(batch.seconds, prepare) for name, prepare in prepares.items()
    }
    for name, files in (("dlt", None), ("dlt, files of CSV", "csv")):
        load = partial(dlt_pipeline.load, folder=folder, files=files)
        sides[name] = partial(batch.seconds, load, dlt_pipeline.DATASET)
    return sides


def beside_psql(batch: Batch, folder: Path) -> dict[str, Side]:
    file = folder / f"{len(batch.quotes)}.bin"
    copying.write_file(batch, file)
    return {
        "ours": partial(batch.seconds, partial(opening, save=ours.save_staged)),
        "psql": partial(batch.seconds, partial(copying.psql, file=file)),
    }


def opening(batch: Batch, database: str, save: ours.Save) -> Job:
    """From opening a connection to having committed."""

    def job() -> None:
        with psycopg.connect(batch.server.dsn(database)) as connection:
            assert save(Store(connection), batch.quotes, batch.origin) == len(batch.quotes)

    return job


def untriggered(batch: Batch, database: str, prepare: Prepare) -> Job:
    """Without the checks by statement, which who sends a statement a row would pay for each row."""
    with psycopg.connect(batch.server.dsn(database)) as connection:
        connection.execute("ALTER TABLE quote DISABLE TRIGGER USER")
        connection.execute("ALTER TABLE quote_current DISABLE TRIGGER USER")
    return prepare(batch, database)


def replay(batch: Batch, database: str) -> Job:
    opening(batch, database, ours.save_staged)()

    def job() -> None:
        with psycopg.connect(batch.server.dsn(database)) as connection:
            assert ours.save(Store(connection), batch.quotes, batch.origin) == 0

    return job
