"""When a slate is polled, and what a watch outlives."""

from __future__ import annotations

import datetime as dt

import click
import httpx2
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.cli.duration import Duration
from mlbcore.cli.show import game_row
from mlbcore.cli.watch import poll_line
from mlbcore.collecting import Window
from mlbcore.db.pool import Database
from mlbcore.demo import DATE, BundledDay
from mlbcore.models import EASTERN, Game
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.outcome import RunResult
from mlbcore.pipeline.run import Run
from mlbcore.pipeline.watch import Watch, next_poll, starts_of
from mlbcore.plugins import discover
from mlbcore.settings import ScrapingSettings, SourceSettings

NOW = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
LEAST = dt.timedelta(seconds=1)
days = st.timedeltas(LEAST, dt.timedelta(days=1))
waits = st.timedeltas(min_value=LEAST, max_value=dt.timedelta(hours=1))
starts = st.lists(st.timedeltas(-dt.timedelta(days=1), dt.timedelta(days=2)).map(NOW.__add__))


@given(starts, waits)
def test_polling_ends_exactly_when_no_start_is_to_come(
    when: list[dt.datetime], every: dt.timedelta
) -> None:
    assert (next_poll(NOW, when, every) is None) == all(start <= NOW for start in when)


@given(starts, waits)
def test_a_poll_is_never_sooner_than_is_polite_nor_later_than_four_times_the_wait(
    when: list[dt.datetime], every: dt.timedelta
) -> None:
    due = next_poll(NOW, when, every, LEAST)
    if due is not None:
        assert LEAST <= due - NOW <= max(LEAST, 4 * every)


@given(starts, waits)
def test_no_start_is_passed_by_without_a_poll(when: list[dt.datetime], every: dt.timedelta) -> None:
    due = next_poll(NOW, when, every, LEAST)
    if due is not None:
        first = min(start for start in when if start > NOW)
        assert due <= max(first, NOW + LEAST)


@given(waits, days)
def test_the_wait_is_bounded_by_how_near_the_start_is(
    every: dt.timedelta, until: dt.timedelta
) -> None:
    due = next_poll(NOW, [NOW + until], every, LEAST)
    longest = (
        every / 4 if until <= 15 * MINUTE else every / 2 if until <= 60 * MINUTE else 4 * every
    )
    assert due is not None
    assert due - NOW <= max(LEAST, longest)


@pytest.mark.parametrize(
    ("hours", "seconds"), [(10, 240), (6, 60), (3, 60), (1, 30), (0.5, 30), (0.25, 15), (0.1, 15)]
)
def test_the_pace_of_each_distance(hours: float, seconds: int) -> None:
    due = next_poll(NOW, [NOW + dt.timedelta(hours=hours)], MINUTE)
    assert due == NOW + dt.timedelta(seconds=seconds)


@pytest.mark.parametrize(("text", "seconds"), [("45s", 45), ("2m", 120), ("1h", 3600)])
def test_a_duration_is_a_number_and_a_unit(text: str, seconds: float) -> None:
    assert Duration().convert(text, None, None) == seconds


@pytest.mark.parametrize("text", ["", "60", "0s", "-1m", "1d", "1 m", "1m30s", "²s", "nan s"])
def test_any_other_text_is_no_duration(text: str) -> None:
    with pytest.raises(click.BadParameter, match="not a duration like 45s"):
        Duration().convert(text, None, None)


def test_a_game_whose_time_is_not_told_may_start_until_the_date_ends() -> None:
    game = Game(id=1, date=DATE, away="BOS", home="NYY", start=NOW, start_tbd=True)
    assert starts_of([game], DATE) == [dt.datetime(2025, 7, 3, tzinfo=EASTERN)]
    assert starts_of([evolve(game, start_tbd=False)], DATE) == [NOW]


def test_a_time_that_is_not_told_is_not_invented() -> None:
    game = Game(id=1, date=DATE, away="BOS", home="NYY", start=NOW, start_tbd=True)
    assert game_row(game)["start_time"] is None
    assert game_row(evolve(game, start_tbd=False))["start_time"] == "2025-07-02T12:00:00-04:00"


class Time:
    """A clock that only pauses move."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def pause(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)


class Before(BundledDay):
    """The bundled day before its games, down at every second poll of a source."""

    polls = 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        response = super().handle_request(request)
        if "money-line" in request.url.path:
            self.polls += 1
            return response if self.polls % 2 else httpx2.Response(503)
        if "sportsbookreview" in request.url.host:
            return response
        text = response.read().decode()
        text = text.replace('"codedGameState":"F"', '"codedGameState":"S"')
        body = text.replace('"Final"', '"Scheduled"').encode()
        return httpx2.Response(200, content=body, headers={"Content-Type": "application/json"})


def _games(database: Database) -> list[Game]:
    with database.reading() as store:
        return store.games.between(DATE, DATE)


def test_a_watch_ends_at_the_last_start_and_outlives_a_source_that_fails(
    database: Database,
) -> None:
    plugins = discover(frozenset({"mlb", "sbr"}))
    quick = ScrapingSettings(requests_per_second=1000, retries=0)
    time = Time(dt.datetime(2025, 7, 2, 20, 30, tzinfo=EASTERN))
    polls: list[tuple[RunResult, dt.datetime | None]] = []
    with Fetcher(quick, lambda _: SourceSettings(), Before()) as fetcher:
        ingest = Ingest(database, plugins.collectors, plugins.mappers)
        run = Run(database, ingest, fetcher, plugins.collectors)
        watch = Watch(
            database, DATE, 10 * MINUTE, LEAST, lambda: time.now, time.pause, lambda: False
        )
        window = Window(first=DATE, last=DATE)
        watch.follow(lambda: run.collect(window), lambda *told: polls.append(told))
    last = max(game.start for game in _games(database) if game.start)
    assert time.now == last
    assert polls[-1][1] is None
    failed = [any(unit.failed for unit in result.units) for result, _ in polls]
    assert failed == [number % 2 == 1 for number in range(len(polls))]
    assert "sbr/money-line failed" in poll_line(*polls[1])
    assert "0 new" in poll_line(*polls[2])
