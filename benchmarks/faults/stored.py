"""What is stored, in the sources' own words: no id of ours, and no time of a fetch."""

from __future__ import annotations

from collections import Counter
from typing import LiteralString

import psycopg
from attrs import frozen

UnitKey = tuple[str, str, str]

# The game as the source of the row calls it, then the row; before both, the unit it came by.
SOURCED: LiteralString = """
    SELECT s.name, p.collector, p.date::text, concat_ws(' ', s.name, (
        SELECT string_agg(external_id, '+' ORDER BY external_id) FROM game_source g
        WHERE g.game = r.game AND g.source = r.source
    ), b.code, m.market, m.period, m.team, d.side, f.phase, {row}, r.observed_at)
    FROM {table} r JOIN source s ON s.id = r.source JOIN payload p ON p.id = r.payload
    JOIN book b ON b.id = r.book JOIN market m ON m.id = r.market JOIN side d ON d.id = r.side
    JOIN phase f ON f.id = r.phase
"""
QUOTE: LiteralString = "r.rung, r.tick, r.status, r.price, r.line"
SPLIT: LiteralString = "r.tickets_percent, r.money_percent, r.bets"

# By unit: what was taken stays what it is, whatever else is missing.
TAKEN: dict[str, LiteralString] = {
    "quote": SOURCED.replace("{table}", "quote").replace("{row}", QUOTE),
    "split": SOURCED.replace("{table}", "split").replace("{row}", SPLIT),
    "listing": """
        SELECT s.name, p.collector, p.date::text,
            concat_ws(' ', s.name, i.external_id, g.away, g.home)
        FROM game_source i JOIN game g ON g.id = i.game JOIN source s ON s.id = i.source
        JOIN payload p ON p.id = i.payload
    """,
    "slate": """
        SELECT s.name, 'schedule', d.date::text, concat_ws(' ', i.external_id, d.date,
            d.game_number, d.start, d.start_tbd, d.status, d.venue, d.away_score, d.home_score)
        FROM game_date d JOIN source s ON s.id = d.source
        JOIN game_source i ON (i.game, i.source) = (d.game, d.source)
        WHERE s.name = 'mlb'
    """,
}
# Of the whole: what follows from all units together.
ENDED: dict[str, LiteralString] = {
    "quote_current": SOURCED.replace("{table}", "quote_current").replace("{row}", QUOTE),
    "split_current": SOURCED.replace("{table}", "split_current").replace("{row}", SPLIT),
    "game": """
        SELECT '', '', '', concat_ws(' ', g.date, g.game_number, g.away, g.home, g.start,
            g.start_tbd, g.status, g.venue, g.away_score, g.home_score, (
                SELECT string_agg(s.name || external_id, ' ' ORDER BY s.name, external_id)
                FROM game_source i JOIN source s ON s.id = i.source WHERE i.game = g.id
            ))
        FROM game g
    """,
    "unmatched": """
        SELECT '', '', '', concat_ws(' ', s.name, external_id, date, away, home, start, reason)
        FROM unmatched u JOIN source s ON s.id = u.source
    """,
    "unit": """
        SELECT '', '', '', concat_ws(' ', s.name, collector, date, status, failed)
        FROM unit u JOIN source s ON s.id = u.source
    """,
}
UNMATCHED = "SELECT s.name, external_id FROM unmatched u JOIN source s ON s.id = u.source"
# The same bytes archived twice in a row for one page.
REPEATED = """
    SELECT count(*) FROM (
        SELECT sha256, lag(sha256) OVER (
            PARTITION BY source, collector, date, url ORDER BY fetched_at, id
        ) AS before FROM payload
    ) p WHERE sha256 = before
"""


@frozen
class Stored:
    """The rows of a database, each as often as it is there; ``units`` says what brought which."""

    taken: Counter[str]
    ended: Counter[str]
    units: dict[str, set[UnitKey]]
    unmatched: frozenset[tuple[str, str]]
    repeated: int

    def of(self, complete: set[UnitKey]) -> set[str]:
        """What the units brought."""
        return {row for row, units in self.units.items() if units & complete}

    def twice(self) -> int:
        """Rows that are there more than once, in the tables or in the archive."""
        rows = self.taken + self.ended
        return rows.total() - len(rows) + self.repeated

    def waits(self, row: str) -> bool:
        """Whether a row is of a game that is listed as unmatched."""
        source, id = row.split(" ")[1:3]
        return (source, id) in self.unmatched


def stored(dsn: str) -> Stored:
    taken: Counter[str] = Counter()
    units: dict[str, set[UnitKey]] = {}
    with psycopg.connect(dsn) as connection:
        for table, query in TAKEN.items():
            for source, collector, date, row in connection.execute(query):
                taken[f"{table} {row}"] += 1
                units.setdefault(f"{table} {row}", set()).add((source, collector, date))
        ended = Counter(
            f"{table} {row}"
            for table, query in ENDED.items()
            for *_, row in connection.execute(query)
        )
        unmatched = frozenset(connection.execute(UNMATCHED).fetchall())
        ((repeated,),) = connection.execute(REPEATED).fetchall()
    return Stored(taken, ended, units, unmatched, repeated)
