"""Writes quotes to the history and to the latest rows beside it: changes only, by size of batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import LiteralString

from attrs import asdict, frozen
from psycopg import Connection

from mlbcore.db.quote_rows import OBSERVED_AT, SERIES, SHOWN, TICK, QuoteRow, uncollected
from mlbcore.log import hears

# Up to so many rows a batch is compared with the latest rows here, and only changes are sent.
POLL = 2000
# From so many rows on COPY into a stage is faster than arrays.
BATCH = 200

EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)
MINUS_INFINITY = -(2**63)

STAGE: LiteralString = """
    CREATE TEMP TABLE IF NOT EXISTS quote_stage (
        game int, book smallint, market smallint, side smallint, rung smallint, phase smallint,
        observed_at timestamptz, tick smallint, price int, line smallint, status smallint
    ) ON COMMIT DELETE ROWS
"""
STAGE_TYPES = ("int4", *("int2",) * 5, "timestamptz", "int2", "int4", "int2", "int2")

# A row is compared with what was in force at its time: the row before it in its own batch, or the
# latest row of its series that was observed by then and recorded by then. That is the row of
# quote_current, unless one that is later is there already: then the history is asked, but not for
# what this payload has stored before.
MERGE: LiteralString = """
    , said AS (
        SELECT *, lag(price) OVER series AS price_before, lag(line) OVER series AS line_before,
            lag(status) OVER series AS status_before, lag(observed_at) OVER series AS before
        FROM batch
        WINDOW series AS (
            PARTITION BY game, book, market, side, rung, phase ORDER BY observed_at, tick)
    ), compared AS (
        SELECT s.*, c.observed_at AS latest_at, c.recorded_at AS latest_recorded_at,
            c.price AS latest_price, c.line AS latest_line, c.status AS latest_status
        FROM said s LEFT JOIN quote_current c
            ON (c.game, c.book, c.market, c.side, c.rung, c.phase, c.source)
                = (s.game, s.book, s.market, s.side, s.rung, s.phase, %(source)s)
        WHERE c.observed_at IS NULL OR c.observed_at < s.observed_at OR NOT EXISTS (
            SELECT FROM quote q
            WHERE (q.game, q.observed_at, q.book, q.market, q.side, q.rung, q.phase, q.tick)
                    = (s.game, s.observed_at, s.book, s.market, s.side, s.rung, s.phase, s.tick)
                AND q.payload = %(payload)s)
    ), changed AS (
        SELECT s.* FROM compared s
        LEFT JOIN LATERAL (
            SELECT q.observed_at, q.price, q.line, q.status FROM quote q
            WHERE (s.latest_at > s.observed_at OR s.latest_recorded_at > %(recorded_at)s)
                AND (q.game, q.book, q.market, q.side, q.rung, q.phase, q.source)
                    = (s.game, s.book, s.market, s.side, s.rung, s.phase, %(source)s)
                AND q.observed_at <= s.observed_at AND q.recorded_at <= %(recorded_at)s
            ORDER BY q.observed_at DESC, q.recorded_at DESC, q.payload DESC, q.tick DESC LIMIT 1
        ) earlier ON true
        CROSS JOIN LATERAL (
            SELECT s.latest_at AS observed_at, s.latest_price AS price, s.latest_line AS line,
                s.latest_status AS status
            WHERE s.latest_at <= s.observed_at AND s.latest_recorded_at <= %(recorded_at)s
            UNION ALL
            SELECT earlier.observed_at, earlier.price, earlier.line, earlier.status
            WHERE earlier.price IS NOT NULL
            UNION ALL
            SELECT NULL, NULL, NULL, NULL
            LIMIT 1
        ) held
        WHERE CASE WHEN s.before >= coalesce(held.observed_at, '-infinity')
            THEN (s.price, s.line, s.status)
                IS DISTINCT FROM (s.price_before, s.line_before, s.status_before)
            ELSE (s.price, s.line, s.status)
                IS DISTINCT FROM (held.price, held.line, held.status)
            END
    ), added AS (
        INSERT INTO quote (observed_at, recorded_at, game, payload, price, line, rung, book,
            market, side, phase, source, status, tick)
        SELECT observed_at, %(recorded_at)s, game, %(payload)s, price, line, rung, book, market,
            side, phase, %(source)s, status, tick
        FROM changed
        ON CONFLICT DO NOTHING
        RETURNING *
    ), latest AS (
        INSERT INTO quote_current AS c
        SELECT DISTINCT ON (game, book, market, side, rung, phase, source) * FROM added
        ORDER BY game, book, market, side, rung, phase, source, observed_at DESC, tick DESC
        ON CONFLICT (game, book, market, side, rung, phase, source) DO UPDATE SET
            observed_at = excluded.observed_at, recorded_at = excluded.recorded_at,
            payload = excluded.payload, price = excluded.price, line = excluded.line,
            status = excluded.status, tick = excluded.tick
        WHERE (excluded.observed_at, excluded.recorded_at, excluded.payload, excluded.tick)
            > (c.observed_at, c.recorded_at, c.payload, c.tick)
    )
    SELECT count(*) FROM added
"""

OF_STAGE: LiteralString = """
    WITH batch AS (
        SELECT game, book, market, side, rung, phase,
            coalesce(observed_at, '-infinity') AS observed_at, tick, price, line, status
        FROM quote_stage
    )
"""

OF_ARRAYS: LiteralString = """
    WITH batch AS (
        SELECT game, book, market, side, rung, phase, coalesce(instant, '-infinity') AS observed_at,
            tick, price, line, status
        FROM unnest(%(game)s::int[], %(book)s::smallint[], %(market)s::smallint[],
            %(side)s::smallint[], %(rung)s::smallint[], %(phase)s::smallint[],
            %(instant)s::timestamptz[], %(tick)s::smallint[], %(price)s::int[],
            %(line)s::smallint[], %(status)s::smallint[])
        AS said (game, book, market, side, rung, phase, instant, tick, price, line, status)
    )
"""
ARRAYS = (
    "game", "book", "market", "side", "rung", "phase", "instant", "tick", "price", "line", "status",
)  # fmt: skip

# What is held of each series: when it was observed and recorded, and what it shows.
Latest = dict[tuple[object, ...], tuple[dt.datetime | None, dt.datetime, tuple[int, ...]]]
# A row, and what its series had shown before it: price, line and status.
Move = tuple[QuoteRow, tuple[int, ...]]


@frozen
class Origin:
    """Where a batch comes from: the source's number, the payload, and when it was fetched."""

    source: int
    payload: int
    recorded_at: dt.datetime


class QuoteWriter:
    """Writes on one connection, in a transaction that no other writer runs beside."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.moves: Sequence[Move] = ()  # of the last write, where anybody hears of them

    def write(self, rows: Sequence[QuoteRow], origin: Origin) -> int:
        """Store what differs from what was in force at its time; gives how many rows that is."""
        self.moves = ()
        if len(rows) > POLL:
            first = self._is_first(rows, origin)
        else:
            latest = self._latest(rows, origin)
            first, rows = not latest, _unlike(latest, rows, origin)
            self.moves = _moves(latest, rows, origin) if hears("INFO") else ()
        if not rows:
            return 0
        if first:
            return self.copy(rows, origin)
        return (self.merge_arrays if len(rows) < BATCH else self.merge_staged)(rows, origin)

    def merge_arrays(self, rows: Sequence[QuoteRow], origin: Origin) -> int:
        """By one statement that carries the rows: the quickest up to some two hundred."""
        arrays = dict(zip(ARRAYS, map(list, zip(*rows, strict=True)), strict=True))
        done = self.connection.execute(
            OF_ARRAYS + MERGE, {**arrays, **asdict(origin)}, binary=True
        ).fetchone()
        return int(done[0]) if done else 0

    def merge_staged(self, rows: Iterable[QuoteRow], origin: Origin) -> int:
        """By COPY into the session's own table, and one merge."""
        self.connection.execute(STAGE)
        self.connection.execute("TRUNCATE quote_stage")
        cursor = self.connection.cursor()
        with uncollected(), cursor.copy("COPY quote_stage FROM STDIN (FORMAT BINARY)") as stage:
            stage.set_types(STAGE_TYPES)
            for row in rows:
                stage.write_row(row)
        done = self.connection.execute(OF_STAGE + MERGE, asdict(origin), prepare=False).fetchone()
        return int(done[0]) if done else 0

    def copy(self, rows: Iterable[QuoteRow], origin: Origin) -> int:
        """Straight into the tables: only for games of which the source has said nothing yet."""
        latest: dict[tuple[object, ...], QuoteRow] = {}
        count = self._copy_to(
            "COPY quote (game, book, market, side, rung, phase, observed_at, tick, price, line,"
            " status, recorded_at, payload, source) FROM STDIN (FORMAT BINARY)",
            _changes(rows, latest),
            origin,
        )
        self._copy_to(
            "COPY quote_current (game, book, market, side, rung, phase, observed_at, tick, price,"
            " line, status, recorded_at, payload, source) FROM STDIN (FORMAT BINARY)",
            latest.values(),
            origin,
        )
        return count

    def _copy_to(self, statement: LiteralString, rows: Iterable[QuoteRow], origin: Origin) -> int:
        types = [*STAGE_TYPES, "int8", "int4", "int2"]
        # A timestamptz travels as microseconds since 2000, which is how minus infinity is sent.
        types[OBSERVED_AT] = "int8"
        instants: dict[dt.datetime | None, int] = {None: MINUS_INFINITY}
        said = (_microseconds(origin.recorded_at), origin.payload, origin.source)
        cursor = self.connection.cursor()
        with uncollected(), cursor.copy(statement) as table:
            table.set_types(types)
            for row in rows:
                instant = row[OBSERVED_AT]
                if instant not in instants:
                    instants[instant] = _microseconds(instant)
                table.write_row((*row[:SERIES], instants[instant], *row[TICK:], *said))
        return cursor.rowcount

    def _is_first(self, rows: Iterable[QuoteRow], origin: Origin) -> bool:
        games = list({row[0] for row in rows})
        found = self.connection.execute(
            "SELECT EXISTS (SELECT FROM quote_current WHERE game = ANY(%(games)s)"
            " AND source = %(source)s)",
            {"games": games, "source": origin.source},
        ).fetchone()
        return found == (False,)

    def _latest(self, rows: Iterable[QuoteRow], origin: Origin) -> Latest:
        """What the source said last of the games, by series, with when it was recorded."""
        held = self.connection.execute(
            """
            SELECT game, book, market, side, rung, phase, nullif(observed_at, '-infinity'),
                recorded_at, price, line, status
            FROM quote_current WHERE game = ANY(%(games)s) AND source = %(source)s
            """,
            {"games": list({row[0] for row in rows}), "source": origin.source},
            binary=True,
        )
        return {row[:SERIES]: (row[OBSERVED_AT], row[TICK], row[SHOWN:]) for row in held}


def _unlike(latest: Latest, rows: Sequence[QuoteRow], origin: Origin) -> Sequence[QuoteRow]:
    """Without the rows that say what the latest row of their series says, at or after it."""
    several = len({row[:SERIES] for row in rows}) < len(rows)
    return rows if several else [row for row in rows if not _says_nothing_new(row, latest, origin)]


def _moves(latest: Latest, rows: Sequence[QuoteRow], origin: Origin) -> list[Move]:
    """The rows that show another price or line than the latest, which they come after.

    A page that tells a series' history tells of no move of now.
    """
    if len({row[:SERIES] for row in rows}) < len(rows):
        return []
    found = [(row, latest[row[:SERIES]][-1]) for row in rows if _is_later(row, latest, origin)]
    return [(row, before) for row, before in found if row[SHOWN:-1] != before[:-1]]


def _says_nothing_new(row: QuoteRow, latest: Latest, origin: Origin) -> bool:
    return _is_later(row, latest, origin) and latest[row[:SERIES]][-1] == row[SHOWN:]


def _is_later(row: QuoteRow, latest: Latest, origin: Origin) -> bool:
    """Whether there is a latest row of its series, observed and recorded no later than it."""
    if row[:SERIES] not in latest:
        return False
    observed_at, recorded_at, _ = latest[row[:SERIES]]
    instant = row[OBSERVED_AT]
    is_later = observed_at is None or (instant is not None and observed_at <= instant)
    return is_later and recorded_at <= origin.recorded_at


def _changes(
    rows: Iterable[QuoteRow], latest: dict[tuple[object, ...], QuoteRow]
) -> Iterator[QuoteRow]:
    """Each row that differs from the one before it in its series; ``latest`` gets the last ones."""
    for row in sorted(rows, key=_time):
        series = row[:SERIES]
        before = latest.get(series)
        if before is None or before[SHOWN:] != row[SHOWN:]:
            latest[series] = row
            yield row


def _time(row: QuoteRow) -> tuple[dt.datetime, int]:
    return row[OBSERVED_AT] or dt.datetime.min.replace(tzinfo=dt.UTC), row[TICK]


def _microseconds(instant: dt.datetime | None) -> int:
    return MINUS_INFINITY if instant is None else (instant - EPOCH) // MICROSECOND
