"""Reading and writing any record that has a relation, on one connection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeAlias

from attrs import Attribute
from psycopg import Connection, sql

from mlbcore.db.criteria import Criterion
from mlbcore.db.faults import translated
from mlbcore.db.relation import R, Relation
from mlbcore.errors import MissingError, RecordError

STREAMED = 1000

Rows: TypeAlias = list[tuple[Any, ...]]
Names: TypeAlias = list[sql.Identifier]
NOTHING = sql.Composed([])


class Reading(Generic[R]):
    """The questions every relation answers."""

    def __init__(self, connection: Connection, relation: Relation[R]) -> None:
        self.connection = connection
        self.relation = relation

    def find(self, *key: object) -> R | None:
        """The record with this key, or None."""
        where = sql.SQL("WHERE {}").format(self._is(self.relation.key, key))
        found = self.relation.read(self._rows(where))
        return found[0] if found else None

    def get(self, *key: object) -> R:
        """The record with this key. Raises MissingError."""
        found = self.find(*key)
        if found is None:
            shown = ", ".join(map(str, key))
            raise MissingError(f"there is no {self.relation.table} {shown}")
        return found

    def list(
        self, *criteria: Criterion, order: Sequence[Attribute[Any]] = (), limit: int | None = None
    ) -> list[R]:
        """The records that meet all criteria, by their key unless another order is given."""
        names = [field.name for field in order] + list(self.relation.key)
        tail = sql.SQL("{} {} LIMIT {}").format(
            self._where(criteria), self._order(names), sql.Literal(limit)
        )
        return self.relation.read(self._rows(tail))

    def page(self, size: int, *criteria: Criterion, after: R | None = None) -> Sequence[R]:
        """So many records in order of their key; the next page is that after the last of these."""
        where = self._where(criteria)
        if after is not None:
            key, values = self._names(self.relation.key), self.relation.key_of(after)
            beyond = sql.SQL("({}) > ({})").format(
                sql.SQL(", ").join(key), sql.SQL(", ").join(map(sql.Literal, values))
            )
            joint = sql.SQL("AND") if criteria else sql.SQL("WHERE")
            where = sql.SQL(" ").join([where, joint, beyond])
        tail = sql.SQL("{} {} LIMIT {}").format(
            where, self._order(self.relation.key), sql.Literal(size)
        )
        return self.relation.read(self._rows(tail))

    def count(self, *criteria: Criterion) -> int:
        """How many records meet all criteria."""
        return int(self._one(sql.SQL("SELECT count(*) FROM {} {}"), criteria))

    def exists(self, *criteria: Criterion) -> bool:
        """Whether any record meets all criteria."""
        return bool(self._one(sql.SQL("SELECT EXISTS (SELECT FROM {} {})"), criteria))

    def stream(self, *criteria: Criterion) -> Iterator[R]:
        """The records that meet all criteria, in order of their key, a few at a time in memory."""
        query = self._select(
            sql.SQL("{} {}").format(self._where(criteria), self._order(self.relation.key))
        )
        with translated(), self.connection.cursor() as cursor:
            for row in cursor.stream(query, size=STREAMED):
                yield from self.relation.read([row])

    def _rows(self, tail: sql.Composed) -> Rows:
        with translated():
            return self.connection.execute(self._select(tail)).fetchall()

    def _one(self, query: sql.SQL, criteria: Sequence[Criterion]) -> Any:
        with translated():
            row = self.connection.execute(
                query.format(self._table, self._where(criteria))
            ).fetchone()
        assert row is not None
        return row[0]

    def _select(self, tail: sql.Composed) -> sql.Composed:
        columns = sql.SQL(", ").join(self._names(self.relation.columns))
        return sql.SQL("SELECT {} FROM {} {}").format(columns, self._table, tail)

    def _where(self, criteria: Sequence[Criterion]) -> sql.Composed:
        self._names([criterion.column for criterion in criteria])
        if not criteria:
            return NOTHING
        clauses = sql.SQL(" AND ").join([criterion.clause() for criterion in criteria])
        return sql.SQL("WHERE {}").format(clauses)

    def _order(self, names: Iterable[str]) -> sql.Composed:
        return sql.SQL("ORDER BY {}").format(sql.SQL(", ").join(self._names(names)))

    def _is(self, names: Sequence[str], values: Sequence[object]) -> sql.Composed:
        if len(names) != len(values):
            raise RecordError(f"{self.relation.table} is told by {', '.join(names)}")
        pairs = [
            sql.SQL("{} = {}").format(sql.Identifier(name), sql.Literal(value))
            for name, value in zip(names, values, strict=True)
        ]
        return sql.SQL(" AND ").join(pairs)

    def _names(self, names: Iterable[str]) -> Names:
        """The names quoted. Raises RecordError for one that is no column."""
        known = self.relation.columns
        for name in names:
            if name not in known:
                raise RecordError(f"{self.relation.table} has no {name}")
        return [sql.Identifier(name) for name in names]

    @property
    def _table(self) -> sql.Identifier:
        return sql.Identifier(self.relation.table)


class Repository(Reading[R]):
    """A relation that may be written, too."""

    def add(self, record: R) -> None:
        """Store a record that is new. Raises RecordError where one of its key is there."""
        self._run(self._insert(NOTHING), self.relation.row(record))

    def bulk(self, records: Iterable[R]) -> int:
        """Store those records whose keys are new, all at once; gives how many."""
        rows = [self.relation.row(record) for record in records]
        with translated(), self.connection.cursor() as cursor:
            cursor.executemany(self._insert(sql.SQL("ON CONFLICT DO NOTHING").format()), rows)
            return max(cursor.rowcount, 0)

    def upsert(self, record: R) -> bool:
        """Store a record or bring it up to date; True when that changes anything.

        What is known is never replaced by nothing: a field that is None leaves what there is.
        """
        if not self.relation.rest:
            return self.bulk([record]) > 0
        pairs = [self._merged(name) for name in self.relation.rest]
        names = self._names(self.relation.rest)
        there = sql.SQL(", ").join([sql.SQL("there.{}").format(name) for name in names])
        new = sql.SQL(", ").join(pairs)
        action = sql.SQL(
            "ON CONFLICT ({}) DO UPDATE SET ({}) = ROW ({}) WHERE ({}) IS DISTINCT FROM ({})"
        )
        tail = action.format(
            sql.SQL(", ").join(self._names(self.relation.key)),
            sql.SQL(", ").join(names),
            new,
            there,
            new,
        )
        return self._run(self._insert(tail), self.relation.row(record)) > 0

    def update(self, record: R) -> None:
        """Replace a record by what is given, all of it. Raises MissingError."""
        pairs = [
            sql.SQL("{} = {}").format(name, sql.Placeholder())
            for name in self._names(self.relation.columns)
        ]
        query = sql.SQL("UPDATE {} SET {} WHERE {}").format(
            self._table,
            sql.SQL(", ").join(pairs),
            self._is(self.relation.key, self.relation.key_of(record)),
        )
        if not self._run(query, self.relation.row(record)):
            raise MissingError(f"there is no such {self.relation.table}")

    def delete(self, *key: object) -> bool:
        """Remove the record with this key; False where there is none."""
        query = sql.SQL("DELETE FROM {} WHERE {}").format(
            self._table, self._is(self.relation.key, key)
        )
        return self._run(query, []) > 0

    def _insert(self, tail: sql.Composed) -> sql.Composed:
        columns = self._names(self.relation.columns)
        return sql.SQL("INSERT INTO {} AS there ({}) VALUES ({}) {}").format(
            self._table,
            sql.SQL(", ").join(columns),
            sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
            tail,
        )

    def _merged(self, name: str) -> sql.Composed:
        return sql.SQL("coalesce(excluded.{0}, there.{0})").format(sql.Identifier(name))

    def _run(self, query: sql.Composed, values: Sequence[object]) -> int:
        with translated():
            return self.connection.execute(query, values).rowcount
