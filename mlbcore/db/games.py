"""Games, and the questions asked of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from psycopg import Connection

from mlbcore.db.coverage import Coverage, coverage
from mlbcore.db.gaps import Gap, gaps
from mlbcore.errors import IdentityError, MissingError
from mlbcore.models import Game, GameStatus, slate_date


class Games:
    """Reads games on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def get(self, game: int) -> Game:
        """One game, as it stands on its own date. Raises MissingError."""
        found = self.these([game])
        if not found:
            raise MissingError(f"there is no game {game}")
        return found[game]

    def these(self, games: Iterable[int]) -> dict[int, Game]:
        """Those of the games that there are, by id, each as it stands on its own date."""
        rows = self.connection.execute(
            """
            SELECT id, date, game_number, away, home, start, start_tbd, status, venue,
                away_score, home_score
            FROM game WHERE id = ANY(%(games)s)
            """,
            {"games": list(games)},
        ).fetchall()
        ids = self._ids([row[0] for row in rows])
        return {row[0]: _game(ids[row[0]], *row) for row in rows}

    def between(self, first: dt.date, last: dt.date) -> list[Game]:
        """The games listed on the dates, each once: on its own date where that is among them."""
        cursor = self.connection.execute(
            """
            SELECT id, date, game_number, away, home, start, start_tbd, status, venue,
                away_score, home_score
            FROM (
                SELECT DISTINCT ON (g.id) g.id, d.date, d.game_number, g.away, g.home, d.start,
                    d.start_tbd, d.status, d.venue, d.away_score, d.home_score
                FROM game_date d JOIN game g ON g.id = d.game
                WHERE d.date BETWEEN %(first)s AND %(last)s
                ORDER BY g.id, d.date = g.date DESC, d.date DESC
            ) one
            ORDER BY date, start, game_number, id
            """,
            {"first": first, "last": last},
        )
        rows = cursor.fetchall()
        ids = self._ids([row[0] for row in rows])
        return [_game(ids[row[0]], *row) for row in rows]

    def of_team(self, team: str, first: dt.date, last: dt.date) -> list[Game]:
        """A team's games on the dates, at home and away."""
        return [game for game in self.between(first, last) if team in (game.away, game.home)]

    def today(self) -> list[Game]:
        """The games of the slate date it is now, US Eastern."""
        today = slate_date(dt.datetime.now(dt.UTC))
        return self.between(today, today)

    def live(self) -> list[Game]:
        """The games that are being played, by the last word of their sources."""
        rows = self.connection.execute(
            "SELECT id FROM game WHERE status = 'live' ORDER BY start, id"
        )
        ids = [id for (id,) in rows.fetchall()]
        found = self.these(ids)
        return [found[id] for id in ids]

    def with_id(self, source: str, external_id: str) -> Game:
        """The game a source's id means. Raises IdentityError."""
        game = self.known_as(source, external_id)
        if game is None:
            raise IdentityError(f"{source} {external_id} is no game of ours")
        return self.get(game)

    def known_as(self, source: str, external_id: str) -> int | None:
        """Our id of the game a source's id means, if it means one."""
        row = self.connection.execute(
            "SELECT i.game FROM game_source i JOIN source s ON s.id = i.source"
            " WHERE s.name = %(source)s AND i.external_id = %(external_id)s",
            {"source": source, "external_id": external_id},
        ).fetchone()
        return None if row is None else int(row[0])

    def coverage(self, first: dt.date, last: dt.date) -> list[Coverage]:
        """What each source has of each date's games."""
        return coverage(self.connection, first, last)

    def gaps(self, first: dt.date, last: dt.date, sources: Sequence[str]) -> list[Gap]:
        """What the sources lack of the games MLB lists on the dates."""
        return gaps(self.connection, first, last, sources)

    def open_on(self, date: dt.date) -> bool:
        """Whether MLB has not named the date's games yet, or one of them is not over."""
        row = self.connection.execute(
            """
            SELECT NOT EXISTS (SELECT FROM slate WHERE date = %(date)s) OR EXISTS (
                SELECT FROM game_date WHERE date = %(date)s AND
                    coalesce(status NOT IN ('final', 'postponed', 'cancelled'), true))
            """,
            {"date": date},
        ).fetchone()
        return bool(row and row[0])

    def _ids(self, games: Sequence[int]) -> dict[int, dict[str, tuple[str, ...]]]:
        sources = [
            name for (name,) in self.connection.execute("SELECT name FROM source ORDER BY id")
        ]
        ids: dict[int, dict[str, tuple[str, ...]]] = {
            game: dict.fromkeys(sources, ()) for game in games
        }
        rows = self.connection.execute(
            """
            SELECT i.game, s.name, array_agg(i.external_id ORDER BY i.date DESC, i.external_id)
            FROM game_source i JOIN source s ON s.id = i.source
            WHERE i.game = ANY(%(games)s) GROUP BY i.game, s.name
            """,
            {"games": list(games)},
        )
        for game, name, external_ids in rows:
            ids[game][name] = tuple(external_ids)
        return ids


def _game(
    ids: Mapping[str, tuple[str, ...]],
    id: int,
    date: dt.date,
    game_number: int,
    away: str,
    home: str,
    start: dt.datetime | None,
    start_tbd: bool,
    status: str | None,
    venue: str | None,
    away_score: int | None,
    home_score: int | None,
) -> Game:
    return Game(
        id=id,
        date=date,
        game_number=game_number,
        away=away,
        home=home,
        start=start,
        start_tbd=start_tbd,
        status=GameStatus(status) if status else None,
        venue=venue,
        away_score=away_score,
        home_score=home_score,
        ids=ids,
    )
