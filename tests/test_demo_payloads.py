"""The bundled day is written from facts, and answers as the sources do."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx2
import pytest

from mlbcore.demo import ANSWERS, PAYLOADS, BundledDay, generate

READ = {
    "schedule.json": {
        *("dates", "date", "games", "gamePk", "gameDate", "status", "codedGameState"),
        *("detailedState", "startTimeTBD", "teams", "away", "home", "team", "id", "score"),
        *("gameNumber", "venue", "name"),
    },
    "money-line.html": {
        *("props", "pageProps", "oddsTables", "oddsTableModel", "gameRows", "gameView", "gameId"),
        *("startDate", "awayTeam", "homeTeam", "shortName", "status", "venueName", "oddsViews"),
        *("sportsbook", "openingLine", "currentLine", "awayOdds", "homeOdds", "query", "oddsType"),
        "date",
    },
    "run-line.html": {"props", "pageProps", "oddsTables", "query", "oddsType", "date"},
    "totals.html": {"props", "pageProps", "oddsTables", "query", "oddsType", "date"},
    "public-betting.json": {
        *("games", "id", "status", "start_time", "away_team_id", "home_team_id", "num_bets"),
        *("markets", "15", "event", "moneyline", "spread", "total", "side", "value", "odds"),
        *("is_live", "line_status", "bet_info", "tickets", "money", "percent"),
    },
}


def document(name: str) -> object:
    text = (PAYLOADS / name).read_text(encoding="utf-8")
    if name.endswith(".html"):
        text = text.partition('type="application/json">')[2].partition("</script>")[0]
    return json.loads(text)


def keys(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        yield from node
        for value in node.values():
            yield from keys(value)
    elif isinstance(node, list):
        for item in node:
            yield from keys(item)


def test_the_bundled_payloads_are_what_the_generator_writes() -> None:
    bundled = {file.name: file.read_text(encoding="utf-8") for file in PAYLOADS.iterdir()}
    assert bundled == generate.generated()


@pytest.mark.parametrize("name", sorted(READ))
def test_a_payload_holds_only_what_is_read(name: str) -> None:
    assert set(keys(document(name))) <= READ[name]


@pytest.mark.parametrize(("path", "answer"), sorted(ANSWERS.items()))
def test_the_transport_answers_the_collectors_whatever_the_host(
    path: str, answer: tuple[str, str, str]
) -> None:
    file, kind, date = answer
    with httpx2.Client(transport=BundledDay()) as client:
        response = client.get(f"https://example.invalid{path}", params={"date": date})
        other = client.get(f"https://example.invalid{path}", params={"date": "2025-07-03"})
    assert response.content == (PAYLOADS / file).read_bytes()
    assert response.headers["Content-Type"] == kind
    assert other.status_code == 404


def test_the_transport_knows_nothing_else() -> None:
    with httpx2.Client(transport=BundledDay()) as client:
        assert client.get("https://example.invalid/elsewhere").status_code == 404
