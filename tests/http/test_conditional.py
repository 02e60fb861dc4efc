"""A source that says an archived page is as it was sends no body, and is believed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from mlbcore.db.payloads import Asked, Validators
from mlbcore.db.pool import Database
from mlbcore.errors import FetchError
from mlbcore.models import Payload
from mlbcore.pipeline.answers import NoAnswer, Unchanged
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.receive import receive

if TYPE_CHECKING:
    from tests.http.conftest import Site

DAY = dt.date(2025, 7, 2)
NOON = dt.datetime(2025, 7, 2, 12, tzinfo=dt.UTC)
SUNDAY = "Sun, 29 Jun 2025 12:00:00 GMT"


def known(site: Site, etag: str = '"1"', last_modified: str = SUNDAY) -> dict[Asked, Validators]:
    asked = Asked("test", "pages", DAY, f"{site.url}/page?a=1")
    return {asked: Validators(7, etag, last_modified)}


def test_what_is_unchanged_is_not_sent(site: Site) -> None:
    site.replying(site.reply(304))
    with site.fetcher() as fetcher:
        fetched = site.ask(fetcher, known(site))
    assert isinstance(fetched, Unchanged)
    assert fetched.payload == 7
    headers = site.asked[0][1]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"1"', SUNDAY)


def test_only_the_validators_there_are_are_sent(site: Site) -> None:
    site.replying(site.reply())
    with site.fetcher() as fetcher:
        assert isinstance(site.ask(fetcher, known(site, last_modified="")), Payload)
    assert "If-Modified-Since" not in site.asked[0][1]


def test_nothing_else_that_is_asked_is_conditional(site: Site) -> None:
    site.replying(site.reply())
    with site.fetcher() as fetcher:
        site.ask(fetcher, known(site), params={"a": "2"})
        site.ask(fetcher, known(site), date=dt.date(2025, 7, 3))
        site.ask(fetcher, known(site), collector="details")
    assert not any("If-None-Match" in headers for _, headers in site.asked)


def test_unchanged_to_who_did_not_ask_is_asked_again(site: Site) -> None:
    site.replying(site.reply(304), site.reply())
    assert site.fetch().body == b"ok"
    site.replying(site.reply(304))
    with pytest.raises(FetchError, match="304"):
        site.fetch()


def payload(body: bytes = b"ok", minutes: int = 0, etag: str = "") -> Payload:
    return Payload(
        source="test",
        collector="pages",
        date=DAY,
        url="http://a/page",
        fetched_at=NOON + dt.timedelta(minutes=minutes),
        body=body,
        etag=etag,
        last_modified=SUNDAY if etag else "",
    )


def keep(database: Database, payload: Payload, problem: str | None = None) -> int:
    with database.writing() as store:
        id, _ = store.payloads.keep(payload)
        store.takings.judge(id, problem)
    return id


def validators(database: Database) -> list[Validators]:
    with database.reading() as store:
        found = store.payloads.validators(DAY, DAY)
    assert set(found) <= {Asked("test", "pages", DAY, "http://a/page")}
    return list(found.values())


def test_validators_are_archived(database: Database) -> None:
    id = keep(database, payload(etag='"1"'))
    with database.reading() as store:
        assert store.payloads.get(id) == payload(etag='"1"')
        assert store.payloads.validators(DAY, DAY + dt.timedelta(1)) != {}
        assert store.payloads.validators(DAY + dt.timedelta(1), DAY + dt.timedelta(1)) == {}
    assert validators(database) == [Validators(id, '"1"', SUNDAY)]


def test_only_the_latest_whole_payload_that_could_be_read_is_compared_with(
    database: Database,
) -> None:
    keep(database, payload(etag='"1"'))
    latest = keep(database, payload(b"other", 1, etag='"2"'))
    keep(database, evolve(payload(b"half", 2, etag='"3"'), complete=False))
    assert validators(database) == [Validators(latest, '"2"', SUNDAY)]
    keep(database, payload(b"bad", 3, etag='"4"'), "no JSON")
    assert validators(database) == []
    keep(database, payload(b"without", 4))
    assert validators(database) == []


def run(site: Site, fetcher: Fetcher, ingest: Ingest) -> None:
    found = ingest.database.read(lambda store: store.payloads.validators(DAY, DAY))
    receive(ingest, [site.ask(fetcher, found)])


def sightings(database: Database) -> list[tuple[int, int, bytes]]:
    with database.reading() as store:
        ids = store.payloads.connection.execute("SELECT id FROM payload ORDER BY id").fetchall()
        get, seen = store.payloads.get, store.payloads.sightings
        return [(id, len(seen(id)), get(id).body) for (id,) in ids]


class Mapper:
    """Of a source that lists no game."""

    source = "test"


def test_unchanged_is_a_sighting_of_what_is_archived(site: Site, database: Database) -> None:
    ok, other, same = site.reply(ETag='"1"'), site.reply(body=b"other", ETag='"2"'), site.reply(304)
    site.replying(ok, same, same, other, same, ok)
    ingest = Ingest(database, [site.pages], {"test": Mapper()})  # type: ignore[dict-item]
    with site.fetcher() as fetcher:
        for _ in range(6):
            run(site, fetcher, ingest)
    assert sightings(database) == [(1, 3, b"ok"), (2, 2, b"other"), (3, 1, b"ok")]
    sent = [headers.get("If-None-Match") for _, headers in site.asked]
    assert sent == [None, '"1"', '"1"', '"1"', '"2"', '"2"']


def test_what_blocks_us_is_kept_with_the_reason_and_never_taken(
    site: Site, database: Database
) -> None:
    site.replying(site.reply(403, b"<title>captcha</title>"))
    ingest = Ingest(database, [site.pages], {"test": Mapper()})  # type: ignore[dict-item]
    with site.fetcher() as fetcher:
        fetched = site.ask(fetcher)
    (outcome,) = receive(ingest, [fetched])
    assert isinstance(fetched, NoAnswer)
    assert (outcome.payloads, outcome.failed) == (0, 1)
    assert outcome.problems == [str(fetched.error)]
    with database.reading() as store:
        kept = store.payloads.get(1)
        assert (kept.body, kept.complete, kept.status) == (fetched.payload.body, False, 403)
        assert store.takings.waiting() == []
        rows = store.payloads.connection.execute("SELECT problem FROM payload").fetchall()
    assert rows == [(str(fetched.error),)]
