"""Where a source tells another final score than MLB, MLB's stands and the other is reported."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Callable, Sequence
from itertools import permutations

import pytest
from attrs import evolve

from mlbcore.collecting import Window
from mlbcore.db.pool import Database
from mlbcore.demo import DATE, PAYLOADS
from mlbcore.models import Payload
from mlbcore.pipeline.conflicts import ComparedScores, compare_scores
from mlbcore.pipeline.ingest import Ingest
from mlbcore.plugins import discover

PLUGINS = discover(frozenset({"mlb", "sbr"}))
DAY = Window(first=DATE, last=DATE)
AT = dt.datetime(2025, 7, 3, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
OVER = '"status":"1"'
SCHEDULE = Payload(
    source="mlb",
    collector="schedule",
    date=DATE,
    url="/schedule",
    fetched_at=AT,
    body=(PAYLOADS / "schedule.json").read_bytes(),
)


def page(score: tuple[int, int], *, minutes: int = 0, date: dt.date = DATE) -> Payload:
    """SBR's page of the day, on which its first game, MIN @ MIA, ended so."""
    scored = f'{OVER},"awayTeamScore":{score[0]},"homeTeamScore":{score[1]}'
    text = (PAYLOADS / "money-line.html").read_text("utf-8").replace(OVER, scored, 1)
    return Payload(
        source="sbr",
        collector="money-line",
        date=date,
        url=f"/{date}",
        fetched_at=AT + minutes * MINUTE,
        body=text.encode(),
    )


def compared(database: Database, payloads: Sequence[Payload]) -> ComparedScores:
    ingest = Ingest(database, PLUGINS.collectors, PLUGINS.mappers)
    ingest.register()
    for payload in payloads:
        ingest.take(*ingest.archive(payload))
    ingest.retry_unmatched()
    return compare_scores(database, PLUGINS.collectors, DAY, ["mlb", "sbr"])


def differing(comparison: ComparedScores) -> list[tuple[str, tuple[int, int]]]:
    return [(one.source, one.score) for one in comparison.conflicts]


@pytest.mark.parametrize("payloads", list(permutations([SCHEDULE, page((7, 7))])))
def test_mlb_s_score_stands_in_either_order_and_the_other_is_reported(
    database: Database, payloads: Sequence[Payload]
) -> None:
    (only,) = compared(database, payloads).conflicts
    assert (only.source, only.score) == ("sbr", (7, 7))
    assert only.mlb == (only.game.away_score, only.game.home_score) != (7, 7)


def test_the_same_score_is_no_conflict_and_is_counted(database: Database) -> None:
    (conflict,) = compared(database, [SCHEDULE, page((7, 7))]).conflicts
    same = compared(database, [page(conflict.mlb, minutes=1)])
    assert (same.compared, differing(same), same.unread) == (1, [], [])


def test_what_a_source_says_last_counts(database: Database) -> None:
    payloads = [SCHEDULE, page((7, 7), minutes=2), page((8, 8), minutes=1)]
    assert differing(compared(database, payloads)) == [("sbr", (7, 7))]


def test_a_page_of_another_date_that_names_the_game_is_read(database: Database) -> None:
    first_of_year = page((7, 7), date=DATE.replace(month=1, day=1))
    assert differing(compared(database, [SCHEDULE, first_of_year])) == [("sbr", (7, 7))]


def test_without_mlb_there_is_nothing_to_differ_from(database: Database) -> None:
    assert compared(database, [page((7, 7))]) == ComparedScores(0, [], [])


def test_a_page_that_cannot_be_read_any_more_is_named(database: Database) -> None:
    compared(database, [SCHEDULE, page((7, 7))])
    with database.writing() as store:
        store.payloads.keep(evolve(page((1, 1), minutes=9), body=b"changed"))
    found = compare_scores(database, PLUGINS.collectors, DAY, ["sbr"])
    assert found.compared == 0
    (problem,) = found.unread
    assert problem.startswith("payload 3: ")


def test_the_command_shows_both_scores(
    dsn: str, database: Database, mlbcore: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    (conflict,) = compared(database, [SCHEDULE, page((7, 7))]).conflicts
    asked = ("conflicts", "--date", str(DATE), "--format", "json")
    shown = mlbcore(*asked, MLBCORE_DATABASE_URL=dsn)
    assert json.loads(shown.stdout) == [
        {
            "date": str(DATE),
            "game": conflict.game.id,
            "matchup": conflict.game.matchup,
            "source": "sbr",
            "external_id": conflict.external_id,
            "score": "7-7",
            "mlb": "{}-{}".format(*conflict.mlb),
            "payload": conflict.payload,
        }
    ]
    assert "1 scores compared, 1 differ" in shown.stderr
