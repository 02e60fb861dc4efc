"""A host that fails is left alone a while; one that answers, or fails now and then, is not."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx2
import pytest

from mlbcore.errors import BreakerOpenError, FetchError, MlbcoreError, RefusedError
from mlbcore.pipeline.breakers import Breakers
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.traffic import TrafficCount

if TYPE_CHECKING:
    from tests.http.conftest import Site

PAUSE = 0.3


def fail(site: Site, fetcher: Fetcher, times: int) -> None:
    for _ in range(times):
        with pytest.raises(FetchError, match="503"):
            site.ask(fetcher)


def test_a_host_that_fails_is_left_alone_and_tried_again(site: Site) -> None:
    site.replying(site.reply(503))
    with site.fetcher(breaker_failures=2, breaker_pause=PAUSE) as fetcher:
        fail(site, fetcher, 2)
        message = rf"{site.url}/page\?a=1 was not asked: test failed there 2 times in a row"
        with pytest.raises(BreakerOpenError, match=message) as caught:
            site.ask(fetcher)
        assert len(site.asked) == 2 * 3  # fetches count, not attempts
        assert caught.value.retry_after is not None
        assert 0 < caught.value.retry_after <= PAUSE
        time.sleep(PAUSE)
        site.replying(site.reply())
        for _ in range(5):
            site.ask(fetcher)


def test_a_success_between_makes_a_host_that_works(site: Site) -> None:
    with site.fetcher(breaker_failures=2, retries=0) as fetcher:
        for _ in range(5):
            site.replying(site.reply(503))
            fail(site, fetcher, 1)
            site.replying(site.reply())
            site.ask(fetcher)


def test_a_refusal_is_an_answer(site: Site) -> None:
    site.replying(site.reply(404))
    with site.fetcher(breaker_failures=2) as fetcher:
        for _ in range(5):
            with pytest.raises(RefusedError, match="404"):
                site.ask(fetcher)


def test_blocked_is_a_failure(site: Site) -> None:
    site.replying(site.reply(403, b"captcha"))
    with site.fetcher(breaker_failures=2) as fetcher:
        site.ask(fetcher)
        site.ask(fetcher)
        with pytest.raises(BreakerOpenError):
            site.ask(fetcher)


def test_each_source_and_host_has_its_own() -> None:
    breakers = Breakers(1, 60, TrafficCount())
    here, there = httpx2.URL("http://a/page"), httpx2.URL("http://b/page")
    with pytest.raises(FetchError), breakers.guarding("sbr", here):
        raise FetchError
    with pytest.raises(BreakerOpenError), breakers.guarding("sbr", here):
        pass
    with breakers.guarding("sbr", there), breakers.guarding("mlb", here):
        pass


@pytest.mark.parametrize("seed", range(5))
def test_a_fifth_of_faults_opens_no_breaker(site: Site, seed: int) -> None:
    chance = random.Random(seed)
    good, bad = site.reply(), [site.reply(503), site.cut_short]
    site.replying(*(chance.choice(bad) if chance.random() < 0.2 else good for _ in range(400)))
    failed: list[MlbcoreError] = []

    def ask(_: int) -> None:
        try:
            site.ask(fetcher)
        except FetchError as error:
            failed.append(error)

    with site.fetcher(retries=3) as fetcher, ThreadPoolExecutor(3) as pool:
        list(pool.map(ask, range(200)))
    assert not any(isinstance(error, BreakerOpenError) for error in failed)
