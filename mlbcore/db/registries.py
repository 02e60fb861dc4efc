"""The teams and books that are known, by each source's own ids, and the books that are not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from attrs import frozen
from psycopg import Connection
from psycopg.rows import args_row

from mlbcore.collecting import Registry
from mlbcore.db.codes import Codes
from mlbcore.models import ALL_STARS, BOOKS, TEAMS, Book, Team


@frozen
class UnknownBook:
    """A book that no registry knows, by its source's own name; ``rows`` are quotes and splits."""

    source: str
    ref: str
    first_seen: dt.datetime | None
    rows: int

    @property
    def code(self) -> str:
        return f"{self.source}:{self.ref}"


class Registries:
    """Keeps what the code knows in tables, on one connection: for SQL, and in no other place."""

    def __init__(self, connection: Connection, codes: Codes) -> None:
        self.connection = connection
        self.codes = codes

    def learn(self, registries: Iterable[Registry]) -> None:
        """Bring the tables up to date; what is there already is not written."""
        teams, books = dict(TEAMS | ALL_STARS), dict(BOOKS)
        ids = [(self.codes.source(one.source), one) for one in registries]
        for _, one in ids:
            teams |= {c: Team(c, None, c) for c in one.teams.values() if c not in teams}
            books |= {c: Book(c, c, bettable=False) for c in one.books.values() if c not in books}
        self.keep_teams(teams.values())
        self._books(books.values())
        self._team_ids([(source, *pair) for source, one in ids for pair in one.teams.items()])
        self._book_ids([(source, *pair) for source, one in ids for pair in one.books.items()])

    def keep_teams(self, teams: Iterable[Team]) -> None:
        """Keep teams as they are given; what is there already is not written."""
        rows = [(t.code, t.city, t.nickname, t.league, t.division) for t in teams]
        self.connection.execute(
            """
            INSERT INTO team AS t (code, city, nickname, league, division)
            SELECT * FROM unnest(%(code)s::text[], %(city)s::text[], %(nickname)s::text[],
                %(league)s::text[], %(division)s::text[])
            ON CONFLICT (code) DO UPDATE SET city = excluded.city, nickname = excluded.nickname,
                league = excluded.league, division = excluded.division
            WHERE (excluded.city, excluded.nickname, excluded.league, excluded.division)
                IS DISTINCT FROM (t.city, t.nickname, t.league, t.division)
            """,
            _columns(("code", "city", "nickname", "league", "division"), rows),
        )

    def unknown_books(self) -> set[str]:
        """The codes of those met so far: each is its source and its source's name for it."""
        rows = self.connection.execute("SELECT code FROM book WHERE code LIKE '%:%'")
        return {code for (code,) in rows}

    def unknown(self) -> list[UnknownBook]:
        """Those met so far, with when first and how often: reads the whole histories."""
        cursor = self.connection.cursor(row_factory=args_row(UnknownBook))
        cursor.execute(
            """
            SELECT split_part(b.code, ':', 1), substr(b.code, strpos(b.code, ':') + 1),
                min(h.first), coalesce(sum(h.rows), 0)::bigint
            FROM book b LEFT JOIN (
                SELECT book, min(recorded_at) AS first, count(*) AS rows FROM quote
                WHERE book IN (SELECT id FROM book WHERE code LIKE '%:%') GROUP BY book
                UNION ALL
                SELECT book, min(recorded_at), count(*) FROM split
                WHERE book IN (SELECT id FROM book WHERE code LIKE '%:%') GROUP BY book
            ) h ON h.book = b.id
            WHERE b.code LIKE '%:%'
            GROUP BY b.code ORDER BY b.code
            """
        )
        return cursor.fetchall()

    def _books(self, books: Iterable[Book]) -> None:
        rows = [(book.code, book.name, book.bettable) for book in books]
        self.connection.execute(
            """
            INSERT INTO book AS b (id, code, name, bettable)
            SELECT coalesce(known.id, (SELECT coalesce(max(id), 0) FROM book)
                + row_number() OVER (PARTITION BY known.id IS NULL ORDER BY given.code)),
                given.code, given.name, given.bettable
            FROM unnest(%(code)s::text[], %(name)s::text[], %(bettable)s::boolean[])
                AS given (code, name, bettable)
            LEFT JOIN book known ON known.code = given.code
            ON CONFLICT (code) DO UPDATE SET name = excluded.name, bettable = excluded.bettable
            WHERE (excluded.name, excluded.bettable) IS DISTINCT FROM (b.name, b.bettable)
            """,
            _columns(("code", "name", "bettable"), rows),
        )

    def _team_ids(self, rows: Iterable[tuple[int, str, str]]) -> None:
        self.connection.execute(
            """
            WITH given AS (
                SELECT * FROM unnest(%(source)s::smallint[], %(id)s::text[], %(code)s::text[])
                    AS given (source, external_id, team)
            ), gone AS (
                DELETE FROM team_source WHERE source IN (SELECT source FROM given)
                    AND (source, external_id) NOT IN (SELECT source, external_id FROM given)
            )
            INSERT INTO team_source AS t SELECT * FROM given
            ON CONFLICT (source, external_id) DO UPDATE SET team = excluded.team
            WHERE excluded.team <> t.team
            """,
            _columns(("source", "id", "code"), rows),
        )

    def _book_ids(self, rows: Iterable[tuple[int, str, str]]) -> None:
        self.connection.execute(
            """
            WITH given AS (
                SELECT g.source, g.external_id, b.id AS book
                FROM unnest(%(source)s::smallint[], %(id)s::text[], %(code)s::text[])
                    AS g (source, external_id, code) JOIN book b ON b.code = g.code
            ), gone AS (
                DELETE FROM book_source WHERE source IN (SELECT source FROM given)
                    AND (source, external_id) NOT IN (SELECT source, external_id FROM given)
            )
            INSERT INTO book_source AS t SELECT * FROM given
            ON CONFLICT (source, external_id) DO UPDATE SET book = excluded.book
            WHERE excluded.book <> t.book
            """,
            _columns(("source", "id", "code"), rows),
        )


def _columns(names: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Mapping[str, object]:
    """The rows as one array a column."""
    listed = list(rows)
    return {name: [row[n] for row in listed] for n, name in enumerate(names)}
