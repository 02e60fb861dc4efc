"""The old tables keep what every source must keep to."""

from __future__ import annotations

import datetime as dt

from mlbcore.collecting import FileCollector
from mlbcore.legacy.ids import LegacyIds
from mlbcore.legacy.sheets import Sheet, pack
from mlbcore.legacy.tables import LegacyTables
from mlbcore.models import Payload
from mlbcore.testing.contract import SourceContract

GAMES = Sheet(
    ["id", "home_team", "away_team", "game_date", "game_datetime", "game_status", "home_score"],
    [["1", "TOR", "NYY", "2025-07-02", "2025-07-02 19:07:00", "final", "3"]],
)
TOTALS = Sheet(
    [
        *("id", "game_id", "sportsbook", "odds_timestamp", "total_line", "over_price"),
        *("under_price", "over_bets_percentage", "under_bets_percentage"),
    ],
    [["7", "1", "DraftKings", "2025-07-02 15:00:00", "8.5", "-110", "-110", "60", "40"]],
)


class TestLegacyTables(SourceContract):
    collector = LegacyTables()
    mapper = LegacyIds()
    fed = True
    payload = Payload(
        source="legacy",
        collector="tables",
        date=dt.date(2025, 7, 2),
        url="legacy:2025-07-02",
        fetched_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        body=pack({"games": GAMES, "totals": TOTALS}),
    )


def test_nobody_can_be_asked_for_them() -> None:
    assert isinstance(LegacyTables(), FileCollector)
