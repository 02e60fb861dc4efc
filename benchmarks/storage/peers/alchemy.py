"""SQLAlchemy: its Core, and its ORM."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    DateTime,
    Engine,
    Integer,
    MetaData,
    NullPool,
    SmallInteger,
    Table,
    create_engine,
    select,
)
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import Session, registry

from benchmarks.goals import Job
from benchmarks.storage.batch import SERIES, Batch
from benchmarks.storage.server import Server

TYPES = {
    "integer": Integer,
    "smallint": SmallInteger,
    "timestamp with time zone": DateTime(timezone=True),
}
# Without it a list is cut wherever a row has a null that the one before has not.
WHOLE = {"render_nulls": True}


class QuoteEntity:
    """A row of ``quote``."""

    game: Any


class CurrentEntity:
    """A row of ``quote_current``."""


def map_entities(batch: Batch) -> None:
    """Map the entities to the two tables."""
    tables = registry()
    for entity, name, key in (
        (QuoteEntity, "quote", batch.key),
        (CurrentEntity, "quote_current", SERIES),
    ):
        made = [
            Column(column, TYPES[kind], primary_key=column in key, autoincrement=False)
            for column, kind in batch.columns.items()
        ]
        tables.map_imperatively(entity, Table(name, tables.metadata, *made))


def engine(server: Server, database: str) -> Engine:
    """One that has connected once, so that it knows the server."""
    made = create_engine(
        f"postgresql+psycopg://postgres@/{database}?host={server.folder}&port={server.port}",
        poolclass=NullPool,
    )
    made.connect().close()
    return made


def upsert(target: Any, columns: list[str]) -> Insert:
    statement = insert(target)
    values = {name: statement.excluded[name] for name in columns if name not in SERIES}
    return statement.on_conflict_do_update(index_elements=SERIES, set_=values)


def core(batch: Batch, database: str) -> Job:
    """Both statements with lists of parameters, as its tutorial inserts many rows."""
    tables = MetaData()
    connects = engine(batch.server, database)
    tables.reflect(connects, only=["quote", "quote_current"])
    history = insert(tables.tables["quote"]).on_conflict_do_nothing()
    current = upsert(tables.tables["quote_current"], list(batch.columns))

    def save() -> None:
        rows = batch.rows()
        with connects.begin() as connection:
            connection.execute(history, rows)
            connection.execute(current, batch.latest(rows))

    return save


def orm_bulk_insert(batch: Batch, database: str) -> Job:
    """The insert statement of an entity with lists of parameters."""
    connects = engine(batch.server, database)
    history = insert(QuoteEntity).on_conflict_do_nothing()
    current = upsert(CurrentEntity, list(batch.columns))

    def save() -> None:
        rows = batch.rows()
        with Session(connects) as session, session.begin():
            session.execute(history, rows, execution_options=WHOLE)
            session.execute(current, batch.latest(rows), execution_options=WHOLE)

    return save


def orm_objects(batch: Batch, database: str) -> Job:
    """Objects added to a session; it has no upsert for them, so the latest go as in its guide."""
    connects = engine(batch.server, database)
    current = upsert(CurrentEntity, list(batch.columns))

    def save() -> None:
        rows = batch.rows()
        with Session(connects) as session, session.begin():
            session.add_all([QuoteEntity(**row) for row in rows])
            session.execute(current, batch.latest(rows), execution_options=WHOLE)

    return save


def entities(engine: Engine, games: Sequence[int]) -> int:
    """The entities of all quotes of the games; gives how many."""
    wanted = select(QuoteEntity).where(QuoteEntity.game.in_(games))
    with Session(engine) as session:
        return len(session.scalars(wanted).all())
