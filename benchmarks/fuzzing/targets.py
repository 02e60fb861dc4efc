"""What is fuzzed: each form of the pages of each collector that is installed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from io import BytesIO

from attrs import frozen

from benchmarks.fuzzing import pages
from mlbcore.demo.generate import generated
from mlbcore.models import Payload


@frozen
class Target:
    """One form of a collector's pages: where they are and small ones to start from."""

    name: str
    source: str
    collector: str
    url: str
    pages: Callable[[], list[bytes]]

    def payload(self, body: bytes) -> Payload:
        return Payload(
            source=self.source,
            collector=self.collector,
            date=dt.date(2025, 7, 2),
            url=self.url,
            fetched_at=dt.datetime(2025, 7, 3, 12, tzinfo=dt.UTC),
            body=body,
        )


def schedules() -> list[bytes]:
    day = {"dates": [{"date": "2025-07-02", "games": [pages.ROW]}]}
    return [json.dumps(day).encode(), _bundled("schedule.json")]


def workbooks() -> list[bytes]:
    from openpyxl import Workbook as Book  # type: ignore[import-untyped]

    book, out = Book(), BytesIO()
    heads = ("Date", "Rot", "VH", "Team", "Final", "Open", "Close", "Run Line", None, "Open OU")
    book.active.append((*heads, None))
    book.active.append((404, 951, "V", "LOS", 3, -105, -104, 1.5, -190, "8½", -110))
    book.active.append((404, 952, "H", "SDG", 2, "NL", 100, -1.5, 160, 9, 100))
    book.save(out)
    return [out.getvalue()]


def _bundled(name: str) -> bytes:
    return generated()[name].encode()


MLB_FEED = "https://statsapi.mlb.com/api/v1.1/game/777290/feed/live"
SBR_DAY = pages.SBR_URL.format("{}/full-game")
HISTORY_URL = pages.SBR_URL.format("line-history/342525")
SCOREBOARD = f"{pages.ACTION_URL}scoreboard/publicbetting/mlb"
EVENT = f"{pages.ACTION_URL}markets/event/257325/history"

TARGETS = (
    Target("schedule", "mlb", "schedule", "https://statsapi.mlb.com/api/v1/schedule", schedules),
    Target("live-feed", "mlb", "live-feed", MLB_FEED, lambda: [json.dumps(pages.FEED).encode()]),
    Target(
        *("money-line", "sbr", "money-line", SBR_DAY.format("money-line")),
        lambda: [pages.day("money-line", pages.MONEYLINE), _bundled("money-line.html")],
    ),
    Target(
        *("money-line-json", "sbr", "money-line", SBR_DAY.format("money-line")),
        lambda: [pages.day("money-line", pages.MONEYLINE, is_json=True)],
    ),
    Target(
        *("run-line", "sbr", "run-line", SBR_DAY.format("pointspread")),
        lambda: [pages.day("pointspread", pages.RUN_LINE)],
    ),
    Target(
        *("totals", "sbr", "totals", SBR_DAY.format("totals")),
        lambda: [pages.day("totals", pages.TOTAL)],
    ),
    Target(
        *("line-history", "sbr", "line-history", HISTORY_URL),
        lambda: [pages.line_history()],
    ),
    Target("line-table", "sbr", "line-history", HISTORY_URL, lambda: [pages.line_table()]),
    Target(
        *("scoreboard-v2", "action", "public-betting", SCOREBOARD),
        lambda: [pages.scoreboard(markets=pages.markets()), _bundled("public-betting.json")],
    ),
    Target(
        *("scoreboard-v1", "action", "public-betting", SCOREBOARD),
        lambda: [pages.scoreboard(odds=pages.flat_rows())],
    ),
    Target(
        *("market-history", "action", "market-history", EVENT),
        lambda: [json.dumps(pages.markets(has_history=True)).encode()],
    ),
    Target("workbook", "sbr-archive", "workbook", "file:mlb-odds-2012.xlsx", workbooks),
)
