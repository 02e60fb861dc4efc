"""The quotes that every side saves, and the two tables they go to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
from attrs import field, frozen
from psycopg import sql

from benchmarks.goals import Job
from benchmarks.storage import ours
from benchmarks.storage.rounds import seconds_of
from benchmarks.storage.server import Server
from mlbcore.db.quote_rows import GameQuote
from mlbcore.db.store import Store

# What names a series of prices, of which quote_current has the latest.
SERIES = ("game", "book", "market", "side", "rung", "phase", "source")

Prepare = Callable[["Batch", str], Job]


@frozen
class Batch:
    """Quotes on their way to ``quote`` and ``quote_current`` in copies of a prepared database."""

    server: Server
    template: str
    origin: ours.Origin
    quotes: Sequence[GameQuote]
    columns: Mapping[str, str]  # of both tables, in their order, with their types
    key: Sequence[str]  # of ``quote``; that of ``quote_current`` is SERIES
    coder: Store = field(repr=False)  # knows the codes, and needs its connection no more

    @property
    def constants(self) -> dict[str, Any]:
        """What all rows have in common."""
        return ours.values(self.origin)

    def rows(self) -> list[dict[str, Any]]:
        """The rows of ``quote``."""
        names, constants = ours.STAGE_COLUMNS, self.constants
        return [
            dict(zip(names, row, strict=True)) | constants
            for row in ours.encoded(self.coder, self.quotes)
        ]

    def latest(self, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows of ``quote_current``: the last of each series."""
        last = {tuple(row[name] for name in SERIES): row for row in rows}
        return list(last.values())

    def seconds(self, prepare: Prepare, schema: str = "public") -> float:
        """What a side takes from opening its connection to having committed."""
        with self.server.database(self.template) as name:
            took = seconds_of(prepare(self, name))
            self.check(name, schema)
        return took

    def check(self, database: str, schema: str) -> None:
        """Both tables hold what they should."""
        with psycopg.connect(self.server.dsn(database)) as connection:
            found = connection.execute(
                sql.SQL(
                    "SELECT (SELECT count(*) FROM {0}.quote),"
                    " (SELECT count(*) FROM {0}.quote_current)"
                ).format(sql.Identifier(schema))
            ).fetchone()
        series = {(game, q.book, q.market, q.side) for game, q in self.quotes}
        assert found == (len(self.quotes), len(series))


def collect(
    server: Server, template: str, origin: ours.Origin, quotes: Sequence[GameQuote]
) -> Batch:
    with (
        server.database(template) as name,
        psycopg.connect(server.dsn(name)) as connection,
    ):
        store = Store(connection)
        ours.encoded(store, quotes)
        return Batch(
            server, template, origin, quotes, columns_of(connection), key_of(connection), store
        )


def columns_of(connection: psycopg.Connection) -> dict[str, str]:
    rows = connection.execute(
        "SELECT attname::text, format_type(atttypid, atttypmod) FROM pg_attribute"
        " WHERE attrelid = 'quote'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
    )
    return dict(rows.fetchall())


def key_of(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute(
        """
        SELECT a.attname::text
        FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS part (number, place), pg_attribute a
        WHERE i.indrelid = 'quote'::regclass AND i.indisunique
            AND (a.attrelid, a.attnum) = (i.indrelid, part.number)
        ORDER BY place
        """
    )
    return [name for (name,) in rows]
