"""What the sources list on which date: it makes games, names them, and takes them apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from attrs import frozen
from psycopg import Connection

from mlbcore.db.codes import Codes
from mlbcore.db.relations import TEAM
from mlbcore.db.repository import Repository
from mlbcore.models import ALL_STARS, TEAMS, GameStatus, Listing, Team

KNOWN = TEAMS | ALL_STARS


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


class Slates:
    """Writes games on one connection. ``authority`` is the source that names them."""

    def __init__(self, connection: Connection, codes: Codes, authority: str) -> None:
        self.connection = connection
        self.codes = codes
        self.authority = authority
        self.teams = Repository(connection, TEAM)

    def known(self, source: str, external_ids: Iterable[str]) -> dict[str, int]:
        """The game of each id of a source that is already known."""
        rows = self.connection.execute(
            "SELECT external_id, game FROM game_source"
            " WHERE source = %(source)s AND external_id = ANY(%(ids)s)",
            {"source": self.codes.source(source), "ids": list(external_ids)},
        )
        return dict(rows.fetchall())

    def appearances(self, dates: Iterable[dt.date], source: str) -> list[Appearance]:
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
        """Those of the dates whose games MLB has named."""
        rows = self.connection.execute(
            "SELECT date FROM slate WHERE date = ANY(%(dates)s)", {"dates": list(dates)}
        )
        return {date for (date,) in rows}

    def name_slate(self, date: dt.date, payload: int) -> bool:
        """Note that MLB has named the games of a date; False when it had."""
        done = self.connection.execute(
            "INSERT INTO slate (date, payload) VALUES (%(date)s, %(payload)s)"
            " ON CONFLICT DO NOTHING",
            {"date": date, "payload": payload},
        )
        return done.rowcount > 0

    def unlist(
        self, date: dt.date, *, but_for: Iterable[int], said_before: dt.datetime
    ) -> list[int]:
        """Take games off a date that MLB lists them on no more; gives which."""
        self.connection.execute(
            "UPDATE slate SET listed_at = greatest(listed_at, %(said_before)s)"
            " WHERE date = %(date)s",
            {"date": date, "said_before": said_before},
        )
        rows = self.connection.execute(
            """
            DELETE FROM game_date WHERE date = %(date)s AND said_at < %(said_before)s
                AND game <> ALL(%(but_for)s)
            RETURNING game
            """,
            {"date": date, "but_for": list(but_for), "said_before": said_before},
        )
        return [game for (game,) in rows]

    def create(self, date: dt.date, away: str, home: str) -> int:
        """The id of a game that is new; ids follow one another without a gap."""
        for code in (away, home):
            self.teams.upsert(KNOWN.get(code, Team(code, None, code)))
        row = self.connection.execute(
            """
            INSERT INTO game (id, date, game_number, away, home)
            SELECT coalesce(max(id), 0) + 1, %(date)s, 1, %(away)s, %(home)s FROM game
            RETURNING id
            """,
            {"date": date, "away": away, "home": home},
        ).fetchone()
        assert row is not None
        return int(row[0])

    def link(
        self, source: str, external_id: str, *, game: int, date: dt.date, payload: int
    ) -> bool:
        """Give a game an id of a source; False when it has it already."""
        done = self.connection.execute(
            """
            INSERT INTO game_source (source, external_id, game, date, payload)
            VALUES (%(source)s, %(external_id)s, %(game)s, %(date)s, %(payload)s)
            ON CONFLICT (source, external_id) DO NOTHING
            """,
            {
                "source": self.codes.source(source),
                "external_id": external_id,
                "game": game,
                "date": date,
                "payload": payload,
            },
        )
        return done.rowcount > 0

    def appear(
        self, source: str, listing: Listing, *, game: int, date: dt.date, said_at: dt.datetime
    ) -> bool:
        """Keep how a source lists a game on a date; True when that is new or changed.

        What MLB says is never replaced by another source, nor a later word by an earlier one, nor
        something known by nothing, but for the score of another source where MLB has none; and what
        MLB took off a date is not put back by an earlier page.
        """
        done = self.connection.execute(
            """
            INSERT INTO game_date AS d (game, date, source, said_at, game_number, start, start_tbd,
                status, venue, away_score, home_score)
            SELECT %(game)s, %(date)s, %(source)s, %(said_at)s, %(game_number)s, %(start)s,
                %(start_tbd)s, %(status)s, %(venue)s, %(away_score)s, %(home_score)s
            WHERE NOT EXISTS (
                SELECT FROM slate WHERE date = %(date)s AND listed_at > %(said_at)s)
            ON CONFLICT (game, date) DO UPDATE SET
                source = excluded.source,
                said_at = excluded.said_at,
                game_number = excluded.game_number,
                start = coalesce(excluded.start, d.start),
                start_tbd = excluded.start_tbd,
                status = coalesce(excluded.status, d.status),
                venue = coalesce(excluded.venue, d.venue),
                away_score = CASE WHEN excluded.source = d.source
                    THEN coalesce(excluded.away_score, d.away_score) ELSE excluded.away_score END,
                home_score = CASE WHEN excluded.source = d.source
                    THEN coalesce(excluded.home_score, d.home_score) ELSE excluded.home_score END
            WHERE (excluded.source = %(authority)s AND d.source <> %(authority)s)
                OR (excluded.source = d.source AND excluded.said_at > d.said_at AND (
                    excluded.game_number <> d.game_number
                    OR excluded.start_tbd <> d.start_tbd
                    OR excluded.start <> coalesce(d.start, '-infinity')
                    OR excluded.status <> coalesce(d.status, '')
                    OR excluded.venue <> coalesce(d.venue, '')
                    OR excluded.away_score <> coalesce(d.away_score, -1)
                    OR excluded.home_score <> coalesce(d.home_score, -1)))
            """,
            {
                "game": game,
                "date": date,
                "source": self.codes.source(source),
                "authority": self.codes.source(self.authority),
                "said_at": said_at,
                "game_number": listing.game_number or 1,
                "start": listing.start,
                "start_tbd": listing.start_tbd,
                "status": listing.status,
                "venue": listing.venue,
                "away_score": listing.away_score,
                "home_score": listing.home_score,
            },
        )
        return done.rowcount > 0

    def settle(self, games: Iterable[int]) -> None:
        """Bring games up to the dates they are listed on.

        A game's own date is the first on which it was not put off; a suspended game keeps the day
        it began.
        """
        self.connection.execute(
            """
            UPDATE game g SET date = d.date, game_number = d.game_number, start = d.start,
                start_tbd = d.start_tbd, status = d.status, venue = d.venue,
                away_score = d.away_score, home_score = d.home_score
            FROM (
                SELECT DISTINCT ON (game) * FROM game_date WHERE game = ANY(%(games)s)
                ORDER BY game, coalesce(status IN ('postponed', 'cancelled'), false), date
            ) d
            WHERE g.id = d.game
            """,
            {"games": list(games)},
        )

    def dissolve(self, game: int) -> list[tuple[str, str, int]]:
        """Remove a game that is none; gives (source, external id, payload) of what named it."""
        rows = self.connection.execute(
            "SELECT s.name, i.external_id, i.payload FROM game_source i"
            " JOIN source s ON s.id = i.source WHERE i.game = %(game)s",
            {"game": game},
        ).fetchall()
        self.connection.execute("DELETE FROM game WHERE id = %(game)s", {"game": game})
        return rows
