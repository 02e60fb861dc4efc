"""What is not taken is kept with its reason, until a retry takes it."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Callable, Iterator

import psycopg
import pytest
from attrs import define, evolve, field

from mlbcore.collecting import Identity, Parsed, Request, Window
from mlbcore.db.pool import Database
from mlbcore.errors import DataError
from mlbcore.models import Listing, Payload, Refusal
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.replay import replay

DAY = dt.date(2025, 7, 2)
NOON = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)
Run = Callable[..., subprocess.CompletedProcess[str]]


@define
class Page:
    """A source whose pages are lists of ids; those it cannot read yet are ``hard``."""

    hard: set[str] = field(factory=set)
    source = "mlb"
    name = "page"

    def requests(self, window: Window) -> list[Request]:
        return []

    def parse(self, payload: Payload) -> Iterator[Parsed]:
        if payload.body == b"?":
            raise DataError("no page")
        for id in json.loads(payload.body):
            if id in self.hard:
                yield Refusal(external_id=id, record="game", reason=f"{id}\0 is too hard")
            else:
                yield Listing(external_id=id, away="SD", home="PHI", dates=(DAY,))

    def team(self, ref: str) -> str:
        return ref

    def book(self, ref: str) -> str:
        return ref

    def game(self, record: Listing) -> Identity:
        return Identity((DAY,), record.away, record.home, None, None, record.external_id)


@pytest.fixture
def page() -> Page:
    return Page({"2", "3"})


@pytest.fixture
def ingest(database: Database, page: Page) -> Ingest:
    return Ingest(database, [page], {"mlb": page})


def payload(body: bytes, minutes: int = 0) -> Payload:
    at = NOON + dt.timedelta(minutes=minutes)
    return Payload(source="mlb", collector="page", date=DAY, url="/page", fetched_at=at, body=body)


def kept(database: Database) -> list[tuple[int, str | None, str]]:
    with database.reading() as store:
        found = store.quarantine.between(DAY, DAY)
    return [(one.payload, one.external_id, one.reason) for one in found]


def versions(dsn: str) -> list[tuple[str, ...]]:
    """Which transaction wrote each row."""
    with psycopg.connect(dsn) as connection:
        return connection.execute(
            "SELECT xmin::text, ctid::text FROM quarantine UNION ALL"
            " SELECT xmin::text, ctid::text FROM payload ORDER BY 1, 2"
        ).fetchall()


def test_refusals_and_unreadable_payloads_are_kept_with_their_reason(
    database: Database, ingest: Ingest
) -> None:
    ingest.take(*ingest.archive(payload(b'["1", "2", "3"]')))
    ingest.take(*ingest.archive(payload(b"?", 1)))
    assert kept(database) == [
        (1, "2", "2\ufffd is too hard"),
        (1, "3", "3\ufffd is too hard"),
        (2, None, "no page"),
    ]


def test_what_a_mended_parser_takes_leaves_the_quarantine(
    database: Database, ingest: Ingest, page: Page
) -> None:
    ingest.take(*ingest.archive(payload(b'["1", "2", "3"]')))
    page.hard.remove("2")
    assert ingest.take_again([1]).new == 1
    assert kept(database) == [(1, "3", "3\ufffd is too hard")]
    page.hard.clear()
    ingest.take_again([1])
    assert kept(database) == []


def test_a_payload_that_can_be_read_no_more_leaves_no_records_behind(
    database: Database, ingest: Ingest, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest.take(*ingest.archive(payload(b'["2"]')))
    monkeypatch.setattr(Page, "parse", lambda *_: iter(json.loads("[")))
    with pytest.raises(json.JSONDecodeError):
        page.parse(payload(b""))
    ingest.take_again([1])
    [(id, record, _)] = kept(database)
    assert (id, record) == (1, None)


def test_taking_the_same_in_again_writes_nothing(
    dsn: str, database: Database, ingest: Ingest
) -> None:
    ingest.take(*ingest.archive(payload(b'["1", "2", "3"]')))
    before = versions(dsn)
    ingest.take(*ingest.archive(payload(b'["1", "2", "3"]')))
    ingest.take_again([1])
    assert versions(dsn) == before
    assert len(kept(database)) == 2


def test_a_replay_of_takings_that_changed_only_the_quarantine_gives_the_same(
    database: Database, ingest: Ingest, page: Page
) -> None:
    ingest.take(*ingest.archive(payload(b'["1", "2"]')))
    ingest.take(*ingest.archive(payload(b'["2"]', 1)))
    before = kept(database)
    replay(database, ingest, Window(first=DAY, last=DAY), ["mlb"])
    assert kept(database) == before
    assert len(before) == 2


@pytest.mark.slow
def test_the_quarantine_is_listed_shown_and_retried_at_the_prompt(
    dsn: str, database: Database, mlbcore: Run
) -> None:
    with database.writing() as store:
        id, _ = store.payloads.keep(evolve(payload(b'{"odd": 1}'), collector="schedule"))
        store.takings.judge(id, "no dates")
    url = {"MLBCORE_DATABASE_URL": dsn}
    listed = mlbcore("quarantine", "list", "--date", "2025-07-02", "--format", "json", **url)
    [row] = json.loads(listed.stdout)
    assert (row["payload"], row["source"], row["reason"]) == (1, "mlb", "no dates")
    elsewhere = mlbcore("quarantine", "list", "--source", "sbr", "--format", "json", **url)
    assert json.loads(elsewhere.stdout) == []
    assert mlbcore("quarantine", "show", "1", **url).stdout == '{"odd": 1}'
    assert mlbcore("quarantine", "show", "2", **url).returncode == 2
    retried = mlbcore("quarantine", "retry", "--format", "json", **url)
    assert retried.returncode == 3
    assert "1 payloads parsed again" in retried.stderr
    assert json.loads(retried.stdout)[0]["payload"] == 1
