"""What is said of a game beside how it is listed: a later word replaces an earlier one.

Each field keeps the word that was said last, in whatever order words are taken in; nothing said
replaces nothing. ``said_at`` is when the latest field was said, and the column ``earlier`` says
when those were that are older.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from attrs import AttrsInstance, evolve, field, mutable
from psycopg import Connection, sql

from mlbcore.db import relations
from mlbcore.db.faults import translated
from mlbcore.db.relation import Relation
from mlbcore.models import Detail

Key = tuple[Any, ...]
# In this order, since a starter is a pitcher.
RELATIONS: tuple[Relation[Any], ...] = (
    relations.VENUE,
    relations.PITCHER,
    relations.WEATHER,
    relations.STARTER,
    relations.CONTEXT,
)


@mutable
class Held:
    """The row of a fact, and when each of its fields was said."""

    values: dict[str, Any] = field(factory=dict)
    times: dict[str, dt.datetime] = field(factory=dict)
    changed: bool = False
    later: bool = False

    def hear(self, name: str, value: object, said_at: dt.datetime) -> None:
        time = self.times.get(name)
        if value is None or (time is not None and time > said_at):
            return
        self.later |= time != said_at
        self.changed |= self.values.get(name) != value
        self.values[name] = value
        self.times[name] = said_at

    def row(self) -> dict[str, Any]:
        latest = max(self.times.values())
        earlier = {name: time for name, time in self.times.items() if time != latest}
        return self.values | {"said_at": latest, "earlier": earlier}


class Facts:
    """Writes venues, pitchers, weather, starters and contexts on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def save(
        self, details: Iterable[tuple[int, Detail]], *, said_at: dt.datetime
    ) -> tuple[int, int]:
        """Store what details say of games; gives how many records, and how many that changed."""
        said: dict[type, dict[Key, AttrsInstance]] = defaultdict(dict)
        for game, detail in details:
            for record in _records(game, detail):
                said[type(record)][_key(record)] = record
        changed = 0
        for relation in RELATIONS:
            if records := said.get(relation.record):
                changed += self._save(relation, records, said_at)
        return sum(map(len, said.values())), changed

    def _save(
        self, relation: Relation[Any], records: dict[Key, AttrsInstance], said_at: dt.datetime
    ) -> int:
        rows = self._held(relation, records)
        for key, record in records.items():
            held = rows.setdefault(key, Held(dict(zip(relation.key, key, strict=True))))
            for name in relation.rest:
                if name != "said_at":
                    held.hear(name, getattr(record, name), said_at)
        self._write(relation, [held.row() for held in rows.values() if held.later])
        return sum(held.changed for held in rows.values())

    def _held(self, relation: Relation[Any], keys: Iterable[Key]) -> dict[Key, Held]:
        query = sql.SQL("SELECT {}, earlier FROM {} WHERE {} = ANY(%s)")
        statement = query.format(
            _names(relation.columns),
            sql.Identifier(relation.table),
            sql.Identifier(relation.key[0]),
        )
        with translated():
            rows = self.connection.execute(statement, [sorted({key[0] for key in keys})]).fetchall()
        known = [_held(relation, row) for row in rows]
        return {tuple(held.values[name] for name in relation.key): held for held in known}

    def _write(self, relation: Relation[Any], rows: Sequence[dict[str, Any]]) -> None:
        if not rows:
            return
        rest = (*relation.rest, "earlier")
        statement = sql.SQL(
            "INSERT INTO {table} ({names}) SELECT {names}"
            " FROM jsonb_populate_recordset(NULL::{table}, %s)"
            " ON CONFLICT ({key}) DO UPDATE SET ({rest}) = ROW ({new})"
        ).format(
            table=sql.Identifier(relation.table),
            names=_names((*relation.columns, "earlier")),
            key=_names(relation.key),
            rest=_names(rest),
            new=sql.SQL(", ").join(sql.Identifier("excluded", name) for name in rest),
        )
        with translated():
            self.connection.execute(statement, [json.dumps(rows, default=str)])


def _records(game: int, detail: Detail) -> Iterator[AttrsInstance]:
    if detail.venue is not None:
        yield detail.venue
    yield from detail.pitchers
    yield from (evolve(starter, game=game) for starter in detail.starters)
    if detail.weather is not None:
        yield evolve(detail.weather, game=game)
    if detail.context is not None:
        yield evolve(detail.context, game=game)


KEYS = {relation.record: relation for relation in RELATIONS}


def _key(record: AttrsInstance) -> Key:
    return KEYS[type(record)].key_of(record)


def _held(relation: Relation[Any], row: Sequence[Any]) -> Held:
    values = dict(zip((*relation.columns, "earlier"), row, strict=True))
    earlier, said_at = values.pop("earlier"), values.pop("said_at")
    times = {name: dt.datetime.fromisoformat(time) for name, time in earlier.items()}
    if said_at is not None:
        said = (name for name in relation.rest if values.get(name) is not None)
        times = dict.fromkeys(said, said_at) | times
    return Held(values, times)


def _names(names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
