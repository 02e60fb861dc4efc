"""What may pass is asked again: at most so often, and when the source says."""

from __future__ import annotations

import datetime as dt
import time
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.errors import FetchError, RateLimitedError
from mlbcore.models import Payload
from mlbcore.pipeline.answers import NoAnswer
from mlbcore.pipeline.retry_after import retry_after

if TYPE_CHECKING:
    from tests.http.conftest import Site

NOW = dt.datetime(2025, 7, 2, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_asked_again(site: Site, status: int) -> None:
    site.replying(site.reply(status), site.reply(status), site.reply())
    assert site.fetch().body == b"ok"


def test_asking_again_is_bounded(site: Site) -> None:
    site.replying(site.reply(503))
    with pytest.raises(FetchError, match="503"):
        site.fetch()
    assert len(site.asked) == 3


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured(site: Site, status: int) -> None:
    site.replying(site.reply(status, Retry_After="1"), site.reply())
    began = time.monotonic()
    site.fetch()
    assert time.monotonic() - began >= 1


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("value", ["86400", "Wed, 01 Jan 2070 00:00:00 GMT"])
def test_who_asks_for_long_is_left_alone(site: Site, value: str, status: int) -> None:
    site.replying(site.reply(status, Retry_After=value))
    with pytest.raises(RateLimitedError, match=str(status)) as caught:
        site.fetch()
    assert len(site.asked) == 1
    assert caught.value.retry_after is not None
    assert caught.value.retry_after >= 86400


def test_who_says_too_many_to_the_last_is_rate_limited(site: Site) -> None:
    site.replying(site.reply(429))
    with pytest.raises(RateLimitedError, match="429"):
        site.fetch()
    assert len(site.asked) == 3


def test_an_answer_cut_short_is_evidence(site: Site) -> None:
    site.replying(site.cut_short)
    with site.fetcher() as fetcher:
        fetched = site.ask(fetcher)
    assert isinstance(fetched, NoAnswer)
    assert (fetched.payload.body, fetched.payload.complete) == (b"half", False)
    assert len(site.asked) == 3


def test_an_answer_cut_short_once_is_asked_again(site: Site) -> None:
    site.replying(site.cut_short, site.reply())
    with site.fetcher() as fetcher:
        assert isinstance(site.ask(fetcher), Payload)


@given(st.integers(0, 10**6))
def test_retry_after_is_seconds_or_a_date(seconds: int) -> None:
    then = format_datetime(NOW + dt.timedelta(seconds=seconds), usegmt=True)
    assert retry_after(str(seconds), NOW) == seconds == retry_after(then, NOW)


@given(st.text() | st.from_regex(r"\w{3}, \d+ \w{3} \d+ \d+:\d+:\d+ [-+]?\w+", fullmatch=True))
def test_retry_after_of_anything_is_no_negative_time(text: str) -> None:
    seconds = retry_after(text, NOW)
    assert seconds is None or seconds >= 0
