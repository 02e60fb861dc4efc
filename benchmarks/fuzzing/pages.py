"""One small page of each form that a collector reads, to start from."""

from __future__ import annotations

import json
from typing import Any

START = "2025-07-02T22:15:00Z"
TAKEN = "2025-07-02T20:00:00Z"
SBR_URL = "https://www.sportsbookreview.com/betting-odds/mlb-baseball/{}/"
ACTION_URL = "https://api.actionnetwork.com/web/v2/"

PERSON = {"id": 605400, "fullName": "Aaron Nola", "pitchHand": {"code": "R"}}
WEATHER = {"condition": "Cloudy", "temp": "84", "wind": "5 mph, In From LF"}
VENUE = {
    "id": 2681,
    "name": "Citizens Bank Park",
    "location": {"city": "Philadelphia", "state": "Pennsylvania", "country": "USA"},
    "timeZone": {"id": "America/New_York"},
    "fieldInfo": {"capacity": 42901, "turfType": "Grass", "roofType": "Open"},
}
STATE = {"codedGameState": "F", "statusCode": "F", "detailedState": "Final", "startTimeTBD": False}
ROW = {
    "gamePk": 777290,
    "gameType": "R",
    "season": "2025",
    "gameDate": START,
    "officialDate": "2025-07-02",
    "status": STATE,
    "teams": {
        "away": {"team": {"id": 135}, "score": 1, "probablePitcher": PERSON},
        "home": {"team": {"id": 143}, "score": 5},
    },
    "venue": VENUE,
    "weather": WEATHER,
    "linescore": {"currentInning": 9, "scheduledInnings": 9},
    "gameInfo": {"attendance": 39265, "gameDurationMinutes": 136},
    "doubleHeader": "S",
    "gameNumber": 2,
    "seriesDescription": "Regular Season",
    "seriesGameNumber": 3,
    "gamesInSeries": 3,
    "scheduledInnings": 9,
    "dayNight": "night",
    "ifNecessary": "N",
}
FEED = {
    "gamePk": 777290,
    "gameData": {
        "game": {"type": "R", "season": "2025", "doubleHeader": "S"},
        "datetime": {"dayNight": "night"},
        "status": STATE,
        "venue": VENUE,
        "weather": WEATHER,
        "gameInfo": {"attendance": 39265, "gameDurationMinutes": 136},
        "probablePitchers": {"home": PERSON},
        "players": {"ID605400": PERSON},
    },
    "liveData": {
        "linescore": {"currentInning": 9, "scheduledInnings": 9},
        "boxscore": {"teams": {"away": {"pitchers": [605400]}, "home": {}}},
    },
}

MONEYLINE = {"awayOdds": 120, "homeOdds": -140}
RUN_LINE = {"awayOdds": -190, "homeOdds": 160, "awaySpread": 1.5, "homeSpread": -1.5}
TOTAL = {"overOdds": -105, "underOdds": -115, "total": 8.5}
GAME_VIEW = {
    "gameId": 342525,
    "startDate": "2025-07-02T22:15:00+00:00",
    "awayTeam": {"shortName": "SD"},
    "homeTeam": {"shortName": "PHI"},
    "awayTeamScore": 1,
    "homeTeamScore": 5,
    "status": "1",
    "venueName": "Citizens Bank Park",
    "consensus": {
        "awayMoneyLinePickPercent": 33.25,
        "homeMoneyLinePickPercent": 66.75,
        "awaySpreadPickPercent": 0,
        "homeSpreadPickPercent": 0,
        "overPickPercent": 100,
        "underPickPercent": 0,
    },
}

OUTCOME = {"odds": -110, "is_live": False, "line_status": "normal"}
SHARES = {"tickets": {"percent": 40, "value": 7}, "money": {"percent": 55, "value": 9}}
PAST = [{"updated_at": TAKEN, "odds": -110, "value": 8.5, "line_status": "opener"}]


def html(document: object) -> bytes:
    script = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(document)}</script>'
    return f"<!DOCTYPE html><html><body>{script}</body></html>".encode()


def day(odds_type: str, line: dict[str, Any], *, is_json: bool = False) -> bytes:
    views = [{"sportsbook": "betmgm", "openingLine": line, "currentLine": line}, None]
    tables = [{"oddsTableModel": {"gameRows": [{"gameView": GAME_VIEW, "oddsViews": views}]}}]
    props = {"pageProps": {"oddsTables": tables}}
    if is_json:
        return json.dumps(props).encode()
    return html({"props": props, "query": {"oddsType": odds_type}})


def line_history() -> bytes:
    histories = {
        "moneyLineHistory": [MONEYLINE | {"oddsDate": "2025-07-02T20:00:00+00:00"}],
        "spreadHistory": [RUN_LINE | {"oddsDate": "2025-07-02T23:00:00+00:00"}],
        "totalHistory": [TOTAL | {"oddsDate": "2025-07-02T20:00:00-04:00"}],
    }
    views = [{"sportsbook": "betmgm", **histories}]
    model = {"lineHistory": {"gameView": GAME_VIEW, "oddsViews": views}}
    return html({"props": {"pageProps": {"lineHistoryModel": model}}})


def line_table() -> bytes:
    opener = ("07/01 3:13 pm", "-1.5 -102", "+1.5 -118")
    head = ("<b>Time</b>", "<b>NYY</b>", "<b>TOR</b>")
    rows = [("", "Opener", ""), head, opener, head, ("07/01 4:13 pm", "+120", "-140"), opener]
    cells = (
        f'<div class="d-flex Rows_RowData__KkO2R">{cell}</div>' for row in rows for cell in row
    )
    return "".join(cells).encode()


def markets(*, has_history: bool = False) -> dict[str, Any]:
    """The markets of book 15, beside the opening line of book 30."""
    said = {"history": PAST} if has_history else {"bet_info": SHARES}

    def outcomes(*sides: str, value: float, **more: object) -> list[dict[str, Any]]:
        return [OUTCOME | said | {"side": side, "value": value, **more} for side in sides]

    event = {
        "moneyline": outcomes("away", "home", value=0),
        "spread": outcomes("away", value=1.5, team_id=211) + outcomes("home", value=-1.5),
        "total": outcomes("over", "under", value=8.5),
        "core_bet_type_6_team_score": outcomes("over", "under", value=4.5, team_id=211),
    }
    opening = {"firstfiveinnings": {"total": outcomes("over", "under", value=4.5)}}
    return {"15": {"event": event}, "30": opening}


def scoreboard(**prices: object) -> bytes:
    game = {
        "id": 257325,
        "status": "complete",
        "start_time": "2025-07-02T22:15:00.000Z",
        "away_team_id": 211,
        "home_team_id": 212,
        "num_bets": 1234,
        "boxscore": {"total_away_points": 1, "total_home_points": 5},
        "teams": [{"id": 212}, {"id": 211}],
    }
    return json.dumps({"games": [game | prices]}).encode()


def flat_rows() -> list[dict[str, Any]]:
    cells = {"ml_away": 120, "ml_home": -140, "spread_away": 1.5, "spread_home": -1.5}
    cells |= {"spread_away_line": -190, "spread_home_line": 160, "total": 8.5}
    cells |= {"over": -105, "under": -115, "away_total": 4.5, "away_over": -110, "away_under": -110}
    sides = ("ml_away", "ml_home", "spread_away", "spread_home", "total_over", "total_under")
    publics = {f"{side}_{kind}": 50 for side in sides for kind in ("public", "money")}
    head = {"inserted": TAKEN, "line_status": {"ml_away": 0}, "num_bets": 9}
    return [
        {"book_id": book, "type": kind} | head | cells | publics
        for book, kind in ((15, "game"), (30, "game"), (68, "firstfiveinnings"), (15, "live"))
    ]
