"""The predecessor's own database, read and never written."""

from __future__ import annotations

import psycopg
from psycopg import Connection, sql

from mlbcore.db.faults import place, translated
from mlbcore.errors import MissingError
from mlbcore.legacy.sheets import GAMES, MONEYLINE, SPLITS, SPREADS, TOTALS, Sheets, read_csv
from mlbcore.masking import hide

# Its tables moved once; the numbers of games are those of their own generation.
Names = dict[str, tuple[str, ...]]
CONSOLIDATED: Names = {
    GAMES: ("core_betting.games",),
    MONEYLINE: ("core_betting.betting_lines_moneyline",),
    SPREADS: ("core_betting.betting_lines_spreads", "core_betting.betting_lines_spread"),
    TOTALS: ("core_betting.betting_lines_totals",),
}
EARLIER: Names = {
    GAMES: ("public.games",),
    MONEYLINE: ("mlb_betting.moneyline",),
    SPREADS: ("mlb_betting.spreads",),
    TOTALS: ("mlb_betting.totals",),
}
SPLIT_TABLES: Names = {SPLITS: ("raw_data.raw_mlb_betting_splits", "splits.raw_mlb_betting_splits")}


def read_tables(url: str) -> Sheets:
    """The old tables of a database, of one generation, in one read-only transaction.

    Raises MissingError where it has none of them, DatabaseError where it cannot be read, and
    ConfigurationError for a URL that is none. No log or error shows its password.
    """
    hide(url)
    place(url)
    with translated(), psycopg.connect(url, connect_timeout=10) as connection:
        connection.read_only = True
        connection.execute("SET LOCAL timezone = 'UTC'")
        connection.execute("SET LOCAL datestyle = 'ISO'")
        games = CONSOLIDATED if _first(connection, CONSOLIDATED[GAMES]) else EARLIER
        found = {
            table: read_csv(table, name, _copied(connection, name))
            for table, name in _names(connection, games | SPLIT_TABLES).items()
        }
    if not found:
        raise MissingError("the database has none of the predecessor's tables")
    return found


def _names(connection: Connection, tables: Names) -> dict[str, str]:
    named = {table: _first(connection, names) for table, names in tables.items()}
    return {table: name for table, name in named.items() if name}


def _first(connection: Connection, names: tuple[str, ...]) -> str | None:
    """The first of the tables that is there."""
    row = connection.execute(
        "SELECT name FROM unnest(%(names)s::text[]) WITH ORDINALITY AS asked (name, place)"
        " WHERE to_regclass(name) IS NOT NULL ORDER BY place LIMIT 1",
        {"names": list(names)},
    ).fetchone()
    return str(row[0]) if row else None


def _copied(connection: Connection, name: str) -> bytes:
    """All rows as CSV, as they come."""
    query = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT (FORMAT csv, HEADER)")
    table = sql.Identifier(*name.split("."))
    with connection.cursor().copy(query.format(table)) as rows:
        return b"".join(rows)
