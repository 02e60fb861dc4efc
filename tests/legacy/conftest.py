"""Old tables, made for the tests: no real ones exist."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from io import StringIO
from typing import Any

import pytest

from mlbcore.legacy.reading import OldSlate, read_slate
from mlbcore.legacy.sheets import Sheet, read_csv

GAME = {
    "id": "1",
    "home_team": "TOR",
    "away_team": "NYY",
    "game_date": "2025-07-02",
    "game_datetime": "2025-07-02 19:07:00",
    "game_status": "final",
    "home_score": "11",
    "away_score": "9",
}
MONEYLINE = {
    "id": "10",
    "game_id": "1",
    "sportsbook": "DraftKings",
    "odds_timestamp": "2025-07-02 15:00:00",
    "home_ml": "-120",
    "away_ml": "110",
}
SPREAD = {
    "id": "20",
    "game_id": "1",
    "sportsbook": "DraftKings",
    "odds_timestamp": "2025-07-02 15:00:02",
    "home_spread": "-1.5",
    "away_spread": "1.5",
    "home_spread_price": "140",
    "away_spread_price": "-165",
}
TOTAL = {
    "id": "30",
    "game_id": "1",
    "sportsbook": "DraftKings",
    "odds_timestamp": "2025-07-02 15:00:04",
    "total_line": "8.5",
    "over_price": "-110",
    "under_price": "-110",
}
SPLIT = {
    "id": "40",
    "home_team": "TOR",
    "away_team": "NYY",
    "game_datetime": "2025-07-02 19:05:00",
    "split_type": "Total",
    "last_updated": "2025-07-02 12:00:00",
    "source": "VSIN",
    "book": "DK",
    "home_or_over_bets": "100",
    "home_or_over_bets_percentage": "60",
    "home_or_over_stake_percentage": "70",
    "away_or_under_bets": "50",
    "away_or_under_bets_percentage": "40",
    "away_or_under_stake_percentage": "30",
}
ROWS = {"games": GAME, "moneyline": MONEYLINE, "spreads": SPREAD, "totals": TOTAL, "splits": SPLIT}

Rows = list[dict[str, Any]]
Csv = Callable[[str, Rows], bytes]


@pytest.fixture(scope="session")
def as_csv() -> Csv:
    """The rows of a table, each what differs from an ordinary one, as the bytes of a CSV file."""

    def write(table: str, rows: Rows) -> bytes:
        out = StringIO()
        writer = csv.DictWriter(
            out, list(dict.fromkeys([*ROWS[table], *(k for r in rows for k in r)]))
        )
        writer.writeheader()
        writer.writerows(ROWS[table] | row for row in rows)
        return out.getvalue().encode()

    return write


@pytest.fixture(scope="session")
def sheets(as_csv: Csv) -> Callable[..., Mapping[str, Sheet]]:
    """The tables of which rows are given by name."""

    def make(**tables: Rows) -> Mapping[str, Sheet]:
        return {t: read_csv(t, f"{t}.csv", as_csv(t, rows)) for t, rows in tables.items()}

    return make


@pytest.fixture(scope="session")
def slate(sheets: Callable[..., Mapping[str, Sheet]]) -> Callable[..., OldSlate]:
    """What the tables say, of an ordinary game unless others are given."""

    def read(**tables: Rows) -> OldSlate:
        return read_slate(sheets(**({"games": [{}]} | tables)))

    return read
