"""A page of very many rows takes no more memory by the byte than one of few."""

from __future__ import annotations

import datetime as dt
import json
import tracemalloc
from collections.abc import Iterator

from mlbcore.collecting import Collector
from mlbcore.errors import DataError
from mlbcore.models import Listing, Payload, Refusal
from mlbcore.plugins import discover

MANY = 20_000
BY_THE_BYTE = 200  # of the shortest row, "1,", a refusal stays
URLS = {
    "market-history": "https://api.actionnetwork.com/web/v2/markets/event/257900/history",
    "line-history": "https://www.sportsbookreview.com/betting-odds/mlb-baseball/line-history/1/",
}
TEAMS = {"awayTeam": {"shortName": "SD"}, "homeTeam": {"shortName": "PHI"}}
VIEW = {"gameId": 1, "startDate": "2025-07-02T22:15:00+00:00"} | TEAMS
GAME = {"id": 1, "start_time": "2025-07-02T22:15:00Z", "away_team_id": 211, "home_team_id": 212}


def table(*rows: object) -> dict[str, object]:
    return {"pageProps": {"oddsTables": [{"oddsTableModel": {"gameRows": rows}}]}}


def history(*ticks: object) -> dict[str, object]:
    views = [{"sportsbook": "betmgm", "moneyLineHistory": ticks}]
    game = {"gameView": VIEW, "oddsViews": views}
    return {"pageProps": {"lineHistoryModel": {"lineHistory": game}}}


def floods() -> Iterator[tuple[str, str, object]]:
    """Source, collector and document, of rows that are none and of rows that are."""
    ones = [1] * MANY
    yield "mlb", "schedule", {"dates": [{"date": "2025-07-02", "games": ones}]}
    yield "action", "public-betting", {"games": ones}
    yield "action", "public-betting", {"games": [GAME | {"odds": ones}]}
    yield "action", "public-betting", {"games": [GAME | {"markets": {"15": {"event": ones}}}]}
    yield "action", "market-history", {"15": {"event": {"moneyline": [{"side": "?"}] * MANY}}}
    yield "sbr", "money-line", table(*ones)
    yield "sbr", "money-line", table({"gameView": VIEW, "oddsViews": ones})
    yield "sbr", "line-history", history(*[{}] * MANY)
    ways = ({"gameView": VIEW | {"awayTeamScore": number}} for number in range(MANY // 10))
    yield "sbr", "totals", table(*ways)


def payload(collector: Collector, document: object) -> Payload:
    return Payload(
        source=collector.source,
        collector=collector.name,
        date=dt.date(2025, 7, 2),
        url=URLS.get(collector.name, ""),
        fetched_at=dt.datetime(2025, 7, 3, tzinfo=dt.UTC),
        body=json.dumps(document, separators=(",", ":")).encode(),
    )


def peak(collector: Collector, flood: Payload) -> int:
    """The bytes that parsing held at its most."""
    tracemalloc.start()
    try:
        list(collector.parse(flood))
    except DataError:
        pass
    finally:
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return most


def test_memory_is_bounded_by_the_bytes() -> None:
    collectors = {(one.source, one.name): one for one in discover().collectors}
    for source, name, document in floods():
        collector = collectors[source, name]
        flood = payload(collector, document)

        assert peak(collector, flood) <= BY_THE_BYTE * len(flood.body), name


def test_of_a_game_that_is_shown_in_many_ways_the_first_are_taken() -> None:
    pages = discover(frozenset({"sbr"})).collectors
    totals = next(one for one in pages if one.name == "totals")
    ways = [{"gameView": VIEW | {"awayTeamScore": number}} for number in range(20)]
    found = list(totals.parse(payload(totals, table(*ways))))
    assert [type(item) for item in found] == [Listing] * 9 + [Refusal] * 11
