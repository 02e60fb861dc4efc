"""Writes the bundled payloads from tables of facts, in the shapes the sources send.

``python -m mlbcore.demo.generate`` after a change of the facts. A payload holds only the fields
that are read.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FACTS, PAYLOADS = HERE / "facts", HERE / "payloads"
DATE = "2025-07-02"

Fact = dict[str, str]
PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>A bundled day of odds</title></head><body>
<script id="__NEXT_DATA__" type="application/json">{data}</script>
</body></html>
"""


def facts(name: str) -> list[Fact]:
    """The rows of one table of facts."""
    with (FACTS / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def generated() -> dict[str, str]:
    """The payloads, by the name of their file."""
    games, teams = facts("games"), {row["team"]: row for row in facts("teams")}
    return {
        "schedule.json": _json(schedule(games, teams)),
        "money-line.html": PAGE.format(data=_json(moneylines(games, teams)).rstrip()),
        "run-line.html": PAGE.format(data=_json(nothing("pointspread")).rstrip()),
        "totals.html": PAGE.format(data=_json(nothing("totals")).rstrip()),
        "public-betting.json": _json(public_betting(games, teams)),
    }


def schedule(games: Iterable[Fact], teams: dict[str, Fact]) -> dict[str, Any]:
    """MLB's schedule of the date."""
    return {"dates": [{"date": DATE, "games": [_scheduled(game, teams) for game in games]}]}


def _scheduled(game: Fact, teams: dict[str, Fact]) -> dict[str, Any]:
    return {
        "gamePk": int(game["mlb"]),
        "gameDate": game["start"],
        "status": {
            "codedGameState": "F",
            "detailedState": "Final",
            "startTimeTBD": game["placeholder"] == "1",
        },
        "teams": {
            side: {
                "team": {"id": int(teams[game[side]]["mlb"])},
                "score": int(game[f"{side}_score"]),
            }
            for side in ("away", "home")
        },
        "gameNumber": int(game["number"]),
        "venue": {"name": game["venue"]},
    }


def moneylines(games: Iterable[Fact], teams: dict[str, Fact]) -> dict[str, Any]:
    """The data of SBR's money-line page of the date."""
    prices = _grouped(facts("prices"), "sbr")
    rows = [
        {
            "gameView": {
                "gameId": int(game["sbr"]),
                "startDate": game["start"].replace("Z", "+00:00"),
                "awayTeam": {"shortName": teams[game["away"]]["sbr"]},
                "homeTeam": {"shortName": teams[game["home"]]["sbr"]},
                "status": "1",
                "venueName": game["venue"],
            },
            "oddsViews": [*map(_view, prices[game["sbr"]]), None],
        }
        for game in games
    ]
    table = {"oddsTableModel": {"gameRows": rows}}
    return {
        "props": {"pageProps": {"oddsTables": [table]}},
        "query": {"date": DATE, "oddsType": "money-line"},
    }


def nothing(odds_type: str) -> dict[str, Any]:
    """The data of SBR's page of a market of which the facts hold no price."""
    return {
        "props": {"pageProps": {"oddsTables": []}},
        "query": {"date": DATE, "oddsType": odds_type},
    }


def _view(price: Fact) -> dict[str, Any]:
    return {
        "sportsbook": price["book"],
        "openingLine": _line(price, "open"),
        "currentLine": _line(price, "close"),
    }


def _line(price: Fact, when: str) -> dict[str, int]:
    return {"awayOdds": int(price[f"{when}_away"]), "homeOdds": int(price[f"{when}_home"])}


def public_betting(games: Iterable[Fact], teams: dict[str, Fact]) -> dict[str, Any]:
    """Action Network's public betting scoreboard of the date; one game is not on it."""
    outcomes = _grouped(facts("public"), "action")
    return {
        "games": [
            {
                "id": int(game["action"]),
                "status": "complete",
                "start_time": game["start"].replace("Z", ".000Z"),
                "away_team_id": int(teams[game["away"]]["action"]),
                "home_team_id": int(teams[game["home"]]["action"]),
                "num_bets": int(game["bets"]),
                "markets": {"15": {"event": _event(outcomes[game["action"]])}},
            }
            for game in games
            if game["action"]
        ]
    }


def _event(outcomes: Iterable[Fact]) -> dict[str, list[dict[str, Any]]]:
    return {
        market: list(map(_outcome, rows)) for market, rows in _grouped(outcomes, "market").items()
    }


def _outcome(fact: Fact) -> dict[str, Any]:
    return {
        "side": fact["side"],
        "value": float(fact["line"] or 0),
        "odds": int(fact["price"]),
        "is_live": False,
        "line_status": "normal",
        "bet_info": {
            "tickets": {"percent": int(fact["tickets"])},
            "money": {"percent": int(fact["money"])},
        },
    }


def _grouped(rows: Iterable[Fact], key: str) -> dict[str, list[Fact]]:
    groups: dict[str, list[Fact]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups


def _json(document: object) -> str:
    return json.dumps(document, separators=(",", ":")) + "\n"


def write() -> None:
    PAYLOADS.mkdir(exist_ok=True)
    for name, text in generated().items():
        (PAYLOADS / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
