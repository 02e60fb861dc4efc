"""Splits with the source that gave them and the time we learned them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from psycopg import Connection

from mlbcore.db.splits import read_split
from mlbcore.models import SeenSplit


class SeenSplits:
    """Reads them on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def current(self, games: Iterable[int]) -> dict[int, list[SeenSplit]]:
        """The latest of each source, book, market, side and phase of the games."""
        rows = self.connection.execute(
            """
            SELECT h.game, o.name, h.recorded_at, b.code, m.market, m.period, s.side,
                h.tickets_percent, h.money_percent, h.picks_percent, h.bets, p.phase,
                nullif(h.observed_at, '-infinity')
            FROM split_current h
            JOIN source o ON o.id = h.source
            JOIN book b ON b.id = h.book
            JOIN market m ON m.id = h.market
            JOIN side s ON s.id = h.side
            JOIN phase p ON p.id = h.phase
            WHERE h.game = ANY(%(games)s)
            ORDER BY h.game, h.source, h.market, h.side, h.book, h.phase
            """,
            {"games": list(games)},
            binary=True,
        )
        splits: dict[int, list[SeenSplit]] = defaultdict(list)
        for game, source, recorded_at, *columns in rows:
            splits[game].append(SeenSplit(game, source, recorded_at, read_split(*columns)))
        return splits
