"""What the sources list on which date: it makes games, names them, and takes them apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from psycopg import Connection

from mlbcore.db.codes import Codes
from mlbcore.db.registries import Registries
from mlbcore.models import ALL_STARS, TEAMS, Listing, Team

KNOWN = TEAMS | ALL_STARS

Matchup = tuple[dt.date, str, str]  # date, away, home


class Met(NamedTuple):
    """A listing, and the game of ours that it is on a date."""

    listing: Listing
    date: dt.date
    game: int


class Slates:
    """Writes games on one connection. ``authority`` is the source that names them."""

    def __init__(self, connection: Connection, codes: Codes, authority: str) -> None:
        self.connection = connection
        self.codes = codes
        self.authority = authority

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
        rows = self.connection.execute(
            """
            WITH whole AS (
                UPDATE slate SET listed_at = greatest(listed_at, %(said_before)s)
                WHERE date = %(date)s
            )
            DELETE FROM game_date WHERE date = %(date)s AND said_at < %(said_before)s
                AND game <> ALL(%(but_for)s)
            RETURNING game
            """,
            {"date": date, "but_for": list(but_for), "said_before": said_before},
        )
        return [game for (game,) in rows]

    def create(self, matchups: Sequence[Matchup]) -> list[int]:
        """The ids of games that are new, in order; ids follow one another without a gap."""
        if not matchups:
            return []
        codes = sorted({code for _, *teams in matchups for code in teams})
        Registries(self.connection, self.codes).keep_teams(
            KNOWN.get(code, Team(code, None, code)) for code in codes
        )
        dates, away, home = zip(*matchups, strict=True)
        rows = self.connection.execute(
            """
            INSERT INTO game (id, date, game_number, away, home)
            SELECT (SELECT coalesce(max(id), 0) FROM game) + n, date, 1, away, home
            FROM unnest(%(dates)s::date[], %(away)s::text[], %(home)s::text[])
                WITH ORDINALITY AS made (date, away, home, n)
            RETURNING id
            """,
            {"dates": list(dates), "away": list(away), "home": list(home)},
        )
        return sorted(id for (id,) in rows)

    def link(self, source: str, met: Sequence[Met], *, payload: int) -> set[str]:
        """Give games their ids of a source; gives the ids that no game had before."""
        rows = self.connection.execute(
            """
            INSERT INTO game_source (source, external_id, game, date, payload)
            SELECT %(source)s, external_id, game, date, %(payload)s
            FROM unnest(%(ids)s::text[], %(games)s::int[], %(dates)s::date[])
                AS met (external_id, game, date)
            ON CONFLICT (source, external_id) DO NOTHING
            RETURNING external_id
            """,
            {
                "source": self.codes.source(source),
                "ids": [one.listing.external_id for one in met],
                "games": [one.game for one in met],
                "dates": [one.date for one in met],
                "payload": payload,
            },
        )
        return {id for (id,) in rows}

    def appear(
        self, source: str, met: Sequence[Met], *, said_at: dt.datetime
    ) -> set[tuple[int, dt.date]]:
        """Keep how a source lists games on dates; gives the (game, date) that is new or changed.

        What MLB says is never replaced by another source, nor a later word by an earlier one, nor
        something known by nothing, but for the score of another source where MLB has none; and what
        MLB took off a date is not put back by an earlier page.
        """
        # A page that lists a game twice on a date says the first.
        shown = list({(one.game, one.date): one for one in reversed(met)}.values())[::-1]
        rows = self.connection.execute(
            """
            INSERT INTO game_date AS d (game, date, source, said_at, game_number, start, start_tbd,
                status, venue, away_score, home_score)
            SELECT l.game, l.date, %(source)s, %(said_at)s, l.game_number, l.start, l.start_tbd,
                l.status, l.venue, l.away_score, l.home_score
            FROM unnest(%(games)s::int[], %(dates)s::date[], %(numbers)s::smallint[],
                %(starts)s::timestamptz[], %(tbd)s::boolean[], %(statuses)s::text[],
                %(venues)s::text[], %(away)s::smallint[], %(home)s::smallint[])
                AS l (game, date, game_number, start, start_tbd, status, venue, away_score,
                    home_score)
            WHERE NOT EXISTS (
                SELECT FROM slate s WHERE s.date = l.date AND s.listed_at > %(said_at)s)
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
            RETURNING game, date
            """,
            {
                "source": self.codes.source(source),
                "authority": self.codes.source(self.authority),
                "said_at": said_at,
                **_columns(shown),
            },
        )
        return set(rows.fetchall())

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


def _columns(shown: Sequence[Met]) -> dict[str, list[Any]]:
    """How games are listed, as one array a column."""
    return {
        "games": [one.game for one in shown],
        "dates": [one.date for one in shown],
        "numbers": [one.listing.game_number or 1 for one in shown],
        "starts": [one.listing.start for one in shown],
        "tbd": [one.listing.start_tbd for one in shown],
        "statuses": [one.listing.status for one in shown],
        "venues": [one.listing.venue for one in shown],
        "away": [one.listing.away_score for one in shown],
        "home": [one.listing.home_score for one in shown],
    }
