"""What comes in place of an answer is told from one, said plainly, and kept as evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mlbcore.errors import BlockedError
from mlbcore.models import Payload
from mlbcore.pipeline.answers import NoAnswer

if TYPE_CHECKING:
    from tests.http.conftest import Site

LOGIN = b"<html><head><title>\n Sign&nbsp;in &amp; go on </title></head></html>"


def blocked(site: Site, **request: Any) -> NoAnswer:
    with site.fetcher() as fetcher:
        fetched = site.ask(fetcher, **request)
    assert isinstance(fetched, NoAnswer)
    assert isinstance(fetched.error, BlockedError)
    assert len(site.asked) == 1
    return fetched


def test_a_page_where_json_was_due_is_blocked(site: Site) -> None:
    site.replying(site.reply(body=LOGIN, Content_Type="text/html; charset=utf-8"))
    evidence = blocked(site, expects="application/json")
    payload = evidence.payload
    assert (payload.body, payload.complete, payload.status) == (LOGIN, False, 200)
    assert payload.content_type == "text/html; charset=utf-8"
    message = str(evidence.error)
    assert f"{site.url}/page?a=1: 200 text/html" in message
    assert "'Sign in & go on'" in message
    assert "application/json was due" in message


@pytest.mark.parametrize("body", [LOGIN, b"Access denied", b'"blocked"', b" <!DOCTYPE html>{}"])
@pytest.mark.parametrize("kind", ["text/plain", "text/html", ""])
def test_what_is_no_json_is_blocked_by_whatever_name_it_comes(
    site: Site, kind: str, body: bytes
) -> None:
    site.replying(site.reply(body=body, Content_Type=kind))
    assert "application/json was due" in str(blocked(site, expects="application/json").error)


@pytest.mark.parametrize("body", [b'{"games": []}', b"\n [1]", b'{"games": [}'])
@pytest.mark.parametrize("kind", ["text/plain; charset=utf-8", "text/javascript", "text/html", ""])
def test_json_is_an_answer_by_whatever_name_it_comes(site: Site, kind: str, body: bytes) -> None:
    """Also JSON that cannot be read: it is the source's, and a parser says what is wrong."""
    site.replying(site.reply(body=body, Content_Type=kind))
    with site.fetcher() as fetcher:
        fetched = site.ask(fetcher, expects="application/json")
    assert isinstance(fetched, Payload)
    assert (fetched.body, fetched.complete, fetched.content_type) == (body, True, kind)


def test_json_is_no_answer_where_another_type_was_due(site: Site) -> None:
    site.replying(site.reply(body=b"{}", Content_Type="application/json"))
    assert "text/csv was due" in str(blocked(site, expects="text/csv").error)


def test_a_page_without_its_mark_is_blocked(site: Site) -> None:
    site.replying(site.reply(body=LOGIN, Content_Type="text/html"))
    assert "'__NEXT_DATA__' is not in it" in str(blocked(site, mark="__NEXT_DATA__").error)


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_of_us_is_blocked(site: Site, status: int) -> None:
    site.replying(site.reply(status, LOGIN))
    evidence = blocked(site)
    assert (evidence.payload.status, evidence.payload.body) == (status, LOGIN)


@pytest.mark.parametrize("status", [200, 204, 403])
def test_nothing_at_all_is_no_answer_and_no_evidence(site: Site, status: int) -> None:
    site.replying(site.reply(status, b""))
    with pytest.raises(BlockedError, match=str(status)):
        site.fetch()
    assert len(site.asked) == 1


def test_what_was_due_is_an_answer(site: Site) -> None:
    site.replying(site.reply(body=b'{"dates": []}', Content_Type="Application/JSON;charset=utf-8"))
    with site.fetcher() as fetcher:
        fetched = site.ask(fetcher, expects="application/json", mark='"dates"')
    assert isinstance(fetched, Payload)


def test_a_long_title_is_shortened(site: Site) -> None:
    site.replying(site.reply(403, b"<TITLE id=x>" + b"word " * 150 + b"</TITLE>"))
    assert len(str(blocked(site).error)) < 200
