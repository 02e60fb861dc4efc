"""A line history through the pipeline: every tick once, however often it is read."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from mlbcore.collecting import Request
from mlbcore.db.pool import Database
from mlbcore.models import Payload, Phase, Quote, Side
from mlbcore.pipeline.ingest import Ingest
from mlbcore.plugins import discover

START = dt.datetime(2025, 8, 27, 17, 5, tzinfo=dt.UTC)
ROOT = "/betting-odds/mlb-baseball"


def page(*ticks: tuple[int, int, int], **changes: object) -> bytes:
    """The history of one book: minutes before the start, away, home."""
    history = [
        {
            "oddsDate": (START - dt.timedelta(minutes=before)).isoformat(),
            "awayOdds": away,
            "homeOdds": home,
        }
        for before, away, home in ticks
    ]
    game = {
        "gameId": 343244,
        "startDate": START.isoformat(),
        "awayTeam": {"shortName": "WAS"},
        "homeTeam": {"shortName": "NYY"},
        "status": "1",
    }
    views = [{"sportsbook": "betmgm", "moneyLineHistory": history}]
    model = {"lineHistory": {"gameView": game, "oddsViews": views}} | changes
    script = json.dumps({"props": {"pageProps": {"lineHistoryModel": model}}})
    return f'<script id="__NEXT_DATA__">{script}</script>'.encode()


def payload(body: bytes, days: int = 1) -> Payload:
    return Payload(
        source="sbr",
        collector="line-history",
        date=START.date(),
        url=f"https://www.sportsbookreview.com{ROOT}/line-history/343244/",
        fetched_at=START + dt.timedelta(days=days),
        body=body,
    )


@pytest.fixture
def ingest(database: Database) -> Ingest:
    plugins = discover(frozenset({"sbr"}))
    return Ingest(database, plugins.collectors, plugins.mappers)


def test_two_ticks_of_one_second_are_both_kept_in_order(ingest: Ingest, database: Database) -> None:
    body = page((900, 220, -275), (900, 225, -275), (60, 210, -260))
    outcome = ingest.take(*ingest.archive(payload(body)))
    assert (outcome.new, outcome.refusals, outcome.failed) == (6, [], 0)
    assert ingest.take(*ingest.archive(payload(body, days=2))).new == 0
    with database.reading() as store:
        history = [quote for _, quote in store.quotes.history([1])]
    assert prices(history, Side.AWAY) == [220, 225, 210]
    assert prices(history, Side.HOME) == [-275, -260]
    assert {quote.phase for quote in history} == {Phase.PREGAME}


def prices(history: list[Quote], side: Side) -> list[int]:
    return [quote.price for quote in history if quote.side is side]


def test_a_day_without_a_row_is_no_failure(ingest: Ingest) -> None:
    body = b'<script id="__NEXT_DATA__">{"props":{"pageProps":{"oddsTables":[]}}}</script>'
    for collector in ("money-line", "run-line", "totals"):
        empty = Payload(
            source="sbr",
            collector=collector,
            date=START.date(),
            url=f"https://www.sportsbookreview.com{ROOT}/",
            fetched_at=START,
            body=body,
        )
        outcome = ingest.take(*ingest.archive(empty))
        assert (outcome.payloads, outcome.failed, outcome.records) == (1, 0, 0)
        assert not [item for item in outcome.requests if isinstance(item, Request)]
