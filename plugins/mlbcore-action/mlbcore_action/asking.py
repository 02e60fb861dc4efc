"""How Action Network is asked."""

from __future__ import annotations

BASE_URL = "https://api.actionnetwork.com"
JSON = "application/json"
# Without what a browser sends the answer is 403. The source's setting user_agent comes before it.
HEADERS = {
    "Accept": JSON,
    "Origin": "https://www.actionnetwork.com",
    "Referer": "https://www.actionnetwork.com/",
    "User-Agent": "Mozilla/5.0 (compatible; mlbcore/0.1)",
}
