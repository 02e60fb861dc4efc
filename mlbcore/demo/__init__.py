"""A whole real day, bundled, in place of the network: 2025-07-02.

Nineteen games are listed, three doubleheaders and one suspended game resumed among them.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import httpx2

DATE = dt.date(2025, 7, 2)
PAYLOADS = Path(__file__).parent / "payloads"
ANSWERS = {
    "/api/v1/schedule": ("schedule.json", "application/json", "2025-07-02"),
    "/betting-odds/mlb-baseball/money-line/full-game/": (
        "money-line.html",
        "text/html",
        "2025-07-02",
    ),
    "/betting-odds/mlb-baseball/pointspread/full-game/": (
        "run-line.html",
        "text/html",
        "2025-07-02",
    ),
    "/betting-odds/mlb-baseball/totals/full-game/": (
        "totals.html",
        "text/html",
        "2025-07-02",
    ),
    "/web/v2/scoreboard/publicbetting/mlb": (
        "public-betting.json",
        "application/json",
        "20250702",
    ),
}


class BundledDay(httpx2.BaseTransport):
    """Answers what the collectors ask for that date, and 404 to all else."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        file, kind, date = ANSWERS.get(request.url.path, ("", "", None))
        if request.url.params.get("date") != date or not file:
            return httpx2.Response(404)
        body = (PAYLOADS / file).read_bytes()
        return httpx2.Response(200, content=body, headers={"Content-Type": kind})
