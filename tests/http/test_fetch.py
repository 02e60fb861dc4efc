"""What is asked, as whom and how often, and what comes of a whole answer; over real sockets."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.errors import FetchError, PluginError, RefusedError
from mlbcore.models import Payload
from mlbcore.pipeline.pace import Pace, rate
from mlbcore.settings import SourceSettings

if TYPE_CHECKING:
    from tests.http.conftest import Site


def test_a_payload_holds_what_was_asked_and_what_came(site: Site) -> None:
    site.replying(site.reply(body=b"\x00bytes", Content_Type="text/x", ETag='"1"'))
    payload = site.fetch()
    assert (payload.body, payload.content_type, payload.etag) == (b"\x00bytes", "text/x", '"1"')
    assert payload.url == f"{site.url}/page?a=1"
    assert (payload.source, payload.collector) == ("test", "pages")


def test_a_page_is_of_the_collector_that_reads_it(site: Site) -> None:
    site.replying(site.reply())
    with site.fetcher() as fetcher:
        payload = site.ask(fetcher, collector="details")
    assert isinstance(payload, Payload)
    assert payload.collector == "details"


def test_a_key_is_sent_but_not_archived(site: Site) -> None:
    site.replying(site.reply())
    with site.fetcher() as fetcher:
        payload = site.ask(fetcher, params={"a": "1", "api_key": "hush"})
    assert isinstance(payload, Payload)
    assert site.asked[0][0] == "/base/page?a=1&api_key=hush"
    assert payload.url == f"{site.url}/page?a=1&api_key=MASKED"


def test_a_key_is_in_no_message(site: Site) -> None:
    site.replying(site.reply(404))
    with site.fetcher() as fetcher, pytest.raises(RefusedError) as caught:
        site.ask(fetcher, params={"token": "hush"})
    assert "token=MASKED" in str(caught.value)
    assert "hush" not in str(caught.value)


def agent(site: Site, source: str, everywhere: str, plugin: str) -> str:
    site.replying(site.reply())
    settings = SourceSettings(user_agent=source)
    everywhere_too = {"user_agent": everywhere} if everywhere else {}
    with site.fetcher(settings, **everywhere_too) as fetcher:
        site.ask(fetcher, headers={"user-agent": plugin} if plugin else {})
    return site.asked[-1][1]["User-Agent"]


def test_we_say_who_we_are_unless_told_otherwise(site: Site) -> None:
    assert agent(site, "", "", "").startswith("mlbcore/")
    assert agent(site, "", "everywhere", "") == "everywhere"
    assert agent(site, "", "everywhere", "plugin") == "plugin"
    assert agent(site, "source", "everywhere", "plugin") == "source"


@pytest.mark.parametrize("status", [400, 404, 410])
def test_a_refusal_is_not_asked_again(site: Site, status: int) -> None:
    site.replying(site.reply(status))
    with pytest.raises(RefusedError, match=str(status)) as caught:
        site.fetch()
    assert caught.value.status == status
    assert len(site.asked) == 1


@pytest.mark.parametrize("name", ["127.0.0.1:1", "nowhere.invalid"])
def test_nobody_there_is_a_fetch_error(site: Site, name: str) -> None:
    site.url = f"http://{name}"
    with pytest.raises(FetchError, match=name):
        site.fetch()


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "nonsense", "http://"])
def test_a_request_of_no_http_address_is_the_fault_of_its_plugin(site: Site, url: str) -> None:
    site.url = url
    with pytest.raises(PluginError, match="a request of test has no http address"):
        site.fetch()


def test_the_rate_is_kept_by_all_threads_together(site: Site) -> None:
    site.replying(site.reply())
    source = SourceSettings(requests_per_second=5)
    began = time.monotonic()
    with site.fetcher(source, requests_per_second=None) as fetcher, ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: site.ask(fetcher), range(11)))
    assert time.monotonic() - began >= 2


def test_sources_and_hosts_do_not_wait_for_each_other() -> None:
    pace = Pace()
    began = time.monotonic()
    for source, host in product(("mlb", "sbr"), ("a", "b")):
        pace.wait(source, host, 0.01)
    assert time.monotonic() - began < 1


@given(st.floats(0.01, 10_000))
def test_no_rate_is_beyond_what_is_asked_for(per_second: float) -> None:
    found = rate(per_second)
    assert per_second / 2 < found.limit * 1000 / found.interval <= per_second * 1.000001
