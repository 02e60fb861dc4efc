"""No secret of an address is written down, and all else of it is as it was."""

from __future__ import annotations

import datetime as dt

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.collecting import Request
from mlbcore.pipeline.address import address, masked


@pytest.mark.parametrize(
    "key", ["api_key", "apiKey", "API-KEY", "key", "token", "accessToken", "access_token", "secret"]
)
def test_the_values_of_keys_are_masked(key: str) -> None:
    url = httpx2.URL(f"https://h/p?a=1&{key}=hush&b=2")
    assert masked(url) == f"https://h/p?a=1&{key}=MASKED&b=2"


def test_a_user_and_a_password_are_left_out() -> None:
    assert masked(httpx2.URL("https://me:hush@h:8/p?a=b%20c")) == "https://h:8/p?a=b%20c"


@pytest.mark.parametrize("query", ["keyword=a", "monkey=a", "bookIds=15%2C30&date=20250702", "x"])
def test_what_is_no_secret_stays_as_it_is(query: str) -> None:
    assert masked(httpx2.URL(f"https://h/p?{query}")) == f"https://h/p?{query}"


@given(st.text(min_size=1), st.text(min_size=8))
def test_an_address_that_is_masked_stays_so(name: str, value: str) -> None:
    request = Request(
        base_url="https://h", path="/p", date=dt.date.min, params={name: "1", "token": value}
    )
    once = masked(address("s", request, ""))
    assert httpx2.URL(once).params["token"] == "MASKED"
    assert masked(httpx2.URL(once)) == once
