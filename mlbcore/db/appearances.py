"""The games as they stand on their dates, and by which ids they are known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from attrs import frozen
from psycopg import Connection

from mlbcore.db.codes import Codes
from mlbcore.models import GameStatus


@frozen(kw_only=True)
class Appearance:
    """A game as it stands on one date; ``named`` when MLB has given it its gamePk.

    ``met`` are the ids of the asking source that met it on that very date.
    """

    game: int
    date: dt.date
    away: str
    home: str
    game_number: int
    start: dt.datetime | None
    start_tbd: bool
    status: GameStatus | None
    named: bool
    met: tuple[str, ...]


class Appearances:
    """Reads them on one connection. ``authority`` is the source that names games."""

    def __init__(self, connection: Connection, codes: Codes, authority: str) -> None:
        self.connection = connection
        self.codes = codes
        self.authority = authority
        self._named: set[dt.date] = set()

    def known(
        self, source: str, external_ids: Iterable[str], *, at: int | None = None
    ) -> tuple[dict[str, int], set[str]]:
        """The game of each id of a source that is already known, and which a person decided.

        ``at`` is the place in the order of takings: what was decided later is not known there.
        """
        rows = self.connection.execute(
            """
            SELECT i.external_id, i.game, a.game IS NOT NULL
            FROM game_source i
            LEFT JOIN decision d ON (d.source, d.external_id) = (i.source, i.external_id)
            LEFT JOIN game_source a
                ON (a.source, a.external_id, a.game) = (%(authority)s, d.gamepk, i.game)
            WHERE i.source = %(source)s AND i.external_id = ANY(%(ids)s)
            UNION ALL
            SELECT d.external_id, a.game, true
            FROM decision d
            JOIN game_source a ON (a.source, a.external_id) = (%(authority)s, d.gamepk)
            WHERE d.source = %(source)s AND d.external_id = ANY(%(ids)s)
                AND (%(at)s::integer IS NULL OR d.after < %(at)s) AND NOT EXISTS (
                    SELECT FROM game_source i
                    WHERE (i.source, i.external_id) = (d.source, d.external_id))
            """,
            {
                "source": self.codes.source(source),
                "authority": self.codes.source(self.authority),
                "ids": list(external_ids),
                "at": at,
            },
        ).fetchall()
        return {id: game for id, game, _ in rows}, {id for id, _, decided in rows if decided}

    def known_elsewhere(self, ids: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """The game of each (source, id) that is known."""
        told = list(ids)
        rows = self.connection.execute(
            """
            SELECT s.name, i.external_id, i.game
            FROM unnest(%(sources)s::text[], %(ids)s::text[]) AS told (source, id)
            JOIN source s ON s.name = told.source
            JOIN game_source i ON (i.source, i.external_id) = (s.id, told.id)
            """,
            {"sources": [source for source, _ in told], "ids": [id for _, id in told]},
        )
        return {(source, id): game for source, id, game in rows}

    def on(self, dates: Iterable[dt.date], source: str) -> list[Appearance]:
        """The games listed on the dates, in order of start."""
        rows = self.connection.execute(
            """
            SELECT d.game, d.date, g.away, g.home, d.game_number, d.start, d.start_tbd, d.status,
                EXISTS (SELECT FROM game_source a
                        WHERE a.game = d.game AND a.source = %(authority)s),
                ARRAY(SELECT s.external_id FROM game_source s
                      WHERE s.game = d.game AND s.source = %(source)s AND s.date = d.date)
            FROM game_date d JOIN game g ON g.id = d.game
            WHERE d.date = ANY(%(dates)s)
            ORDER BY d.start, d.game_number, d.game
            """,
            {
                "dates": list(dates),
                "source": self.codes.source(source),
                "authority": self.codes.source(self.authority),
            },
        )
        return [
            Appearance(
                game=game,
                date=date,
                away=away,
                home=home,
                game_number=number,
                start=start,
                start_tbd=tbd,
                status=status and GameStatus(status),
                named=named,
                met=tuple(met),
            )
            for game, date, away, home, number, start, tbd, status, named, met in rows
        ]

    def named(self, dates: Iterable[dt.date]) -> set[dt.date]:
        """Those of the dates whose games MLB has named, which it does once."""
        asked = set(dates)
        if not asked <= self._named:
            rows = self.connection.execute(
                "SELECT date FROM slate WHERE date = ANY(%(dates)s)", {"dates": list(asked)}
            )
            self._named |= {date for (date,) in rows}
        return asked & self._named
