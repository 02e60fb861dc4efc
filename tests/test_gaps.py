"""Gaps: what the schedule says and a source does not have, each named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import httpx2

from mlbcore.collecting import Window
from mlbcore.db.gaps import Gap
from mlbcore.db.pool import Database
from mlbcore.demo import DATE, BundledDay
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.run import Run
from mlbcore.plugins import discover
from mlbcore.settings import ScrapingSettings, SourceSettings

SOURCES = ("action", "mlb", "sbr")


class Edited(BundledDay):
    """The bundled day, its text changed on the way."""

    def __init__(self, edit: Callable[[str], str]) -> None:
        self.edit = edit

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        response = super().handle_request(request)
        kind = {"Content-Type": response.headers.get("Content-Type", "application/json")}
        text = self.edit(response.read().decode())
        return httpx2.Response(200, content=text.encode(), headers=kind)


def lacking(
    database: Database, edit: Callable[[str], str] = str, *sources: str, date: dt.date = DATE
) -> list[tuple[str, str, str, str]]:
    plugins = discover(frozenset(SOURCES))
    quick = ScrapingSettings(requests_per_second=1000, retries=0)
    wanted = [c for c in plugins.collectors if c.source in (sources or SOURCES)]
    with Fetcher(quick, lambda _: SourceSettings(), Edited(edit)) as fetcher:
        ingest = Ingest(database, plugins.collectors, plugins.mappers)
        Run(database, ingest, fetcher, wanted).collect(Window(first=date, last=date))
    return [(gap.source, gap.matchup, gap.missing, gap.reason) for gap in stored(database, date)]


def stored(database: Database, date: dt.date = DATE) -> list[Gap]:
    with database.reading() as store:
        return store.games.gaps(date, date, SOURCES)


def test_a_game_a_source_does_not_list_is_a_gap_and_nothing_else_is(database: Database) -> None:
    (only,) = lacking(database)
    assert only[0] == "action"
    assert only[2:] == ("id", "the source lists no such game")


def test_an_unmatched_game_is_named_with_its_reason(database: Database) -> None:
    told = lacking(database, lambda text: text.replace('"shortName":"MIN"', '"shortName":"XXX"'))
    (gap,) = [gap for gap in told if gap[0] == "sbr"]
    assert gap[1:3] == ("MIN @ MIA", "id")
    assert gap[3].startswith("342542: ")


def test_a_game_without_prices_or_splits_is_named_by_market(database: Database) -> None:
    lacking(database)
    with database.writing() as store:
        (game,) = [g for g in store.games.between(DATE, DATE) if g.ids["sbr"] == ("342539",)]
        for table in ("quote_current", "split_current"):
            store.connection.execute(f"DELETE FROM {table} WHERE game = {game.id}")
    missing = {(gap.source, gap.missing) for gap in stored(database) if gap.game == game.id}
    assert ("sbr", "moneyline game") in missing
    assert ("action", "splits") in missing


def test_a_slate_a_source_was_never_asked_for_is_one_gap(database: Database) -> None:
    told = lacking(database, str, "mlb", "sbr")
    assert [(gap[0], gap[2], gap[3]) for gap in told] == [("action", "slate", "never fetched")]


def test_a_failed_unit_is_a_gap_with_its_message(database: Database) -> None:
    told = lacking(database, lambda text: "" if "__NEXT_DATA__" in text else text)
    units = [gap for gap in told if gap[2].startswith("unit")]
    names = ["unit money-line", "unit run-line", "unit totals"]
    assert [gap[:3] for gap in units] == [("sbr", "", name) for name in names]
    assert all(gap[3].startswith("blocked: ") and "it is empty" in gap[3] for gap in units)


def test_a_date_without_schedule_is_a_gap_and_an_off_day_is_none(database: Database) -> None:
    off = DATE + dt.timedelta(days=200)
    assert [gap.reason for gap in stored(database, off)] == ["schedule not collected"]

    assert lacking(database, lambda _: '{"dates": []}', "mlb", date=off) == []
