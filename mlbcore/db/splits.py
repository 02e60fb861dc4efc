"""The history of public bets and money, kept as prices are: append only, changes only."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, LiteralString, TypeAlias

from attrs import asdict, astuple
from psycopg import Connection

from mlbcore.db.codes import Codes
from mlbcore.db.quote_rows import NO_OTHER
from mlbcore.db.quote_writer import Origin
from mlbcore.models import Market, Period, Phase, Side, Split

GameSplit = tuple[int, Split]
# As COLUMNS; an opener has no instant.
SplitRow: TypeAlias = tuple[
    int, dt.datetime | None, float | None, float | None, float | None, int | None, int, int, int,
    int,
]  # fmt: skip
COLUMNS = (
    "game", "observed_at", "tickets", "money", "picks", "bets", "book", "market", "side", "phase",
)  # fmt: skip
OPENED = dt.datetime.min.replace(tzinfo=dt.UTC)
SAID: Final = slice(2, 6)  # the shares and the bets; the rest says of which series and when


class Splits:
    """Reads and writes splits on one connection."""

    def __init__(self, connection: Connection, codes: Codes) -> None:
        self.connection = connection
        self.codes = codes

    def save(
        self,
        splits: Sequence[GameSplit],
        *,
        source: str,
        payload: int,
        recorded_at: dt.datetime,
        books: Mapping[str, str] = NO_OTHER,
    ) -> int:
        """Store what differs from what was in force at its time, as for quotes; gives how many."""
        if not splits:
            return 0
        origin = Origin(self.codes.source(source), payload, recorded_at)
        rows = self.rows(splits, books)
        return (self.copy if self._is_first(rows, origin) else self.merge)(rows, origin)

    def merge(self, rows: Sequence[SplitRow], origin: Origin) -> int:
        """By one statement that compares them with what was in force."""
        columns = dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True))
        done = self.connection.execute(
            """
            WITH said AS (
                SELECT game, coalesce(time, '-infinity') AS observed_at, tickets, money, picks,
                    bets, book, market, side, phase
                FROM unnest(%(game)s::int[], %(observed_at)s::timestamptz[],
                    %(tickets)s::float8[], %(money)s::float8[], %(picks)s::float8[],
                    %(bets)s::int[], %(book)s::smallint[], %(market)s::smallint[],
                    %(side)s::smallint[], %(phase)s::smallint[])
                AS said (game, time, tickets, money, picks, bets, book, market, side, phase)
            ), added AS (
                INSERT INTO split (observed_at, recorded_at, tickets_percent, money_percent, game,
                    payload, bets, book, market, side, phase, source, picks_percent)
                SELECT said.observed_at, %(recorded_at)s, said.tickets, said.money, said.game,
                    %(payload)s, said.bets, said.book, said.market, said.side, said.phase,
                    %(source)s, said.picks
                FROM said LEFT JOIN LATERAL (
                    SELECT h.tickets_percent, h.money_percent, h.picks_percent, h.bets
                    FROM split h
                    WHERE h.game = said.game AND h.book = said.book AND h.market = said.market
                        AND h.side = said.side AND h.phase = said.phase
                        AND h.source = %(source)s AND h.observed_at <= said.observed_at
                        AND h.recorded_at <= %(recorded_at)s
                    ORDER BY h.observed_at DESC, h.recorded_at DESC, h.payload DESC LIMIT 1
                ) held ON true
                WHERE (said.tickets, said.money, said.picks, said.bets) IS DISTINCT FROM
                    (held.tickets_percent, held.money_percent, held.picks_percent, held.bets)
                ON CONFLICT DO NOTHING
                RETURNING *
            ), latest AS (
                INSERT INTO split_current AS c
                SELECT DISTINCT ON (game, book, market, side, phase, source) * FROM added
                ORDER BY game, book, market, side, phase, source,
                    observed_at DESC, recorded_at DESC
                ON CONFLICT (game, book, market, side, phase, source) DO UPDATE SET
                    observed_at = excluded.observed_at, recorded_at = excluded.recorded_at,
                    payload = excluded.payload, tickets_percent = excluded.tickets_percent,
                    money_percent = excluded.money_percent, bets = excluded.bets,
                    picks_percent = excluded.picks_percent
                WHERE (excluded.observed_at, excluded.recorded_at, excluded.payload)
                    > (c.observed_at, c.recorded_at, c.payload)
            )
            SELECT count(*) FROM added
            """,
            columns | asdict(origin),
            binary=True,
        ).fetchone()
        return int(done[0]) if done else 0

    def copy(self, rows: Iterable[SplitRow], origin: Origin) -> int:
        """Straight into the tables: only for games of which the source has said nothing yet."""
        kept: dict[tuple[object, ...], SplitRow] = {}
        for row in rows:
            kept.setdefault((*row[: SAID.start], *row[SAID.stop :]), row)
        in_time = sorted(kept.values(), key=lambda row: row[1] or OPENED)
        latest = {(row[0], *row[SAID.stop :]): row for row in in_time}
        self._copy_to(
            "COPY split (game, observed_at, tickets_percent, money_percent, picks_percent, bets,"
            " book, market, side, phase, source, payload, recorded_at) FROM STDIN",
            in_time,
            origin,
        )
        self._copy_to(
            "COPY split_current (game, observed_at, tickets_percent, money_percent, picks_percent,"
            " bets, book, market, side, phase, source, payload, recorded_at) FROM STDIN",
            latest.values(),
            origin,
        )
        return len(kept)

    def _copy_to(self, statement: LiteralString, rows: Iterable[SplitRow], origin: Origin) -> None:
        with self.connection.cursor().copy(statement) as table:
            for game, observed_at, *said in rows:
                instant = "-infinity" if observed_at is None else observed_at
                table.write_row((game, instant, *said, *astuple(origin)))

    def _is_first(self, rows: Iterable[SplitRow], origin: Origin) -> bool:
        found = self.connection.execute(
            "SELECT EXISTS (SELECT FROM split_current WHERE game = ANY(%(games)s)"
            " AND source = %(source)s)",
            {"games": list({row[0] for row in rows}), "source": origin.source},
        ).fetchone()
        return found == (False,)

    def current(
        self,
        games: Iterable[int],
        *,
        observed_by: dt.datetime | None = None,
        known_by: dt.datetime | None = None,
    ) -> dict[int, list[Split]]:
        """The latest split of each source, book, market, side and phase of the games.

        With ``observed_by`` the latest that was shown by that instant, with ``known_by`` the
        latest that we had learned by then.
        """
        rows = self.connection.execute(
            """
            SELECT h.game, b.code, m.market, m.period, s.side, h.tickets_percent,
                h.money_percent, h.picks_percent, h.bets, p.phase,
                nullif(h.observed_at, '-infinity')
            FROM (
                SELECT DISTINCT ON (game, book, market, side, phase, source) * FROM split
                WHERE game = ANY(%(games)s)
                    AND observed_at <= coalesce(%(observed_by)s::timestamptz, 'infinity')
                    AND recorded_at <= coalesce(%(known_by)s::timestamptz, 'infinity')
                ORDER BY game, book, market, side, phase, source,
                    observed_at DESC, recorded_at DESC, payload DESC
            ) h
            JOIN book b ON b.id = h.book
            JOIN market m ON m.id = h.market
            JOIN side s ON s.id = h.side
            JOIN phase p ON p.id = h.phase
            ORDER BY h.game, h.market, h.side, h.book, h.phase, h.source
            """,
            {"games": list(games), "observed_by": observed_by, "known_by": known_by},
        )
        splits: dict[int, list[Split]] = defaultdict(list)
        for game, *columns in rows:
            splits[game].append(read_split(*columns))
        return splits

    def rows(self, splits: Sequence[GameSplit], books: Mapping[str, str]) -> list[SplitRow]:
        codes = {split.book: books.get(split.book, split.book) for _, split in splits}
        numbers = self.codes.books(codes.values())
        return [
            (
                game,
                split.observed_at,
                split.tickets_percent,
                split.money_percent,
                split.picks_percent,
                split.bets,
                numbers[codes[split.book]],
                self.codes.markets[split.market, split.period, None, None],
                self.codes.sides[split.side],
                self.codes.phases[split.phase],
            )
            for game, split in splits
        ]


def read_split(
    book: str,
    market: str,
    period: str,
    side: str,
    tickets: float | None,
    money: float | None,
    picks: float | None,
    bets: int | None,
    phase: str,
    observed_at: dt.datetime | None,
) -> Split:
    """A split from the columns of a row, in this order."""
    return Split(
        book=book,
        market=Market(market),
        period=Period(period),
        side=Side(side),
        tickets_percent=tickets,
        money_percent=money,
        picks_percent=picks,
        bets=bets,
        phase=Phase(phase),
        observed_at=observed_at,
    )
