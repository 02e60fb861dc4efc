"""Nothing a server does takes more time or memory than it may, or leads elsewhere."""

from __future__ import annotations

import gzip
import random
import shutil
import ssl
import subprocess
import time
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mlbcore.errors import FetchError, RefusedError

if TYPE_CHECKING:
    from tests.http.conftest import Site

OPENSSL = shutil.which("openssl")


@pytest.mark.parametrize(
    ("drips", "headers"),
    [
        (0, b"Content-Length: 100\r\n\r\n"),
        (18, b"Content-Length: 100\r\n\r\n"),
        (18, b"\r\n"),  # its end is the connection's
        (60, b"\r\n"),
        (60, b""),
        (60, b"X-Slow: "),
    ],
)
def test_the_deadline_is_for_the_whole_answer(site: Site, drips: int, headers: bytes) -> None:
    """Eighteen drips take 0.9 s: a read that waited for a whole timeout would end after 1.9 s."""
    site.replying(site.dripping(drips, headers=headers))
    with site.fetcher(retries=0, request_timeout=1) as fetcher:
        began = time.monotonic()
        with pytest.raises(FetchError, match="no whole answer in 1 s"):
            site.ask(fetcher)
        assert time.monotonic() - began < 1.8


def test_a_body_is_capped(site: Site) -> None:
    site.replying(site.reply(body=b"x" * 5000))
    with pytest.raises(RefusedError, match="more than 1000 bytes"):
        site.fetch(max_bytes=1000)


def test_a_bomb_is_not_unpacked(site: Site) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    site.replying(site.reply(body=bomb, Content_Encoding="gzip"))
    tracemalloc.start()
    try:
        with pytest.raises(RefusedError, match="more than 1000000 bytes"):
            site.fetch(max_bytes=1_000_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8_000_000
    assert len(site.asked) == 1


@pytest.mark.parametrize("size", [0, 1, 65_536, 1_000_000])
def test_a_packed_body_is_unpacked(site: Site, size: int) -> None:
    body = random.Random(1).randbytes(size // 2) + bytes(size - size // 2) + b"."
    site.replying(site.reply(body=gzip.compress(body), Content_Encoding="gzip"))
    assert site.fetch().body == body


@pytest.mark.parametrize("left_out", [1, 8, 500])
def test_half_of_a_packed_body_is_no_answer(site: Site, left_out: int) -> None:
    packed = gzip.compress(random.Random(1).randbytes(1000))
    site.replying(
        site.reply(body=packed[:-left_out], Content_Encoding="gzip"),
        site.reply(body=packed, Content_Encoding="gzip"),
    )
    assert len(site.fetch().body) == 1000
    assert len(site.asked) == 2


def test_a_body_that_is_not_packed_as_it_says_is_refused(site: Site) -> None:
    site.replying(site.reply(body=b"plain", Content_Encoding="gzip"))
    with pytest.raises(RefusedError, match="header"):
        site.fetch()


def test_a_redirect_within_the_host_is_followed(site: Site) -> None:
    site.replying(site.reply(302, Location="/elsewhere"), site.reply())
    assert site.fetch().body == b"ok"
    assert site.asked[-1][0] == "/elsewhere"


@pytest.mark.parametrize(
    "target",
    [
        "http://other.invalid/",
        "https://127.0.0.1/",
        "http://127.0.0.1:1/",
        "//other.invalid",
        "http://[/",
    ],
)
def test_a_redirect_away_is_refused(site: Site, target: str) -> None:
    site.replying(site.reply(302, Location=target))
    with pytest.raises(RefusedError, match="leads away|leads nowhere"):
        site.fetch()
    assert len(site.asked) == 1


@pytest.mark.parametrize("target", ["/base/page?a=1", "/a"])
def test_a_circle_of_redirects_asks_no_url_twice(site: Site, target: str) -> None:
    site.replying(site.reply(302, Location=target))
    with pytest.raises(RefusedError, match="without an end"):
        site.fetch()
    paths = [path for path, _ in site.asked]
    assert len(paths) == len(set(paths))


def test_redirects_without_end_are_refused(site: Site) -> None:
    site.replying(*(site.reply(302, Location=f"/{turn}") for turn in range(20)))
    with pytest.raises(RefusedError, match="without an end"):
        site.fetch()
    assert len(site.asked) == 6


@pytest.mark.skipif(OPENSSL is None, reason="openssl makes the certificate")
def test_a_certificate_that_nobody_vouches_for_is_refused(site: Site, tmp_path: Path) -> None:
    command = f"{OPENSSL} req -x509 -nodes -newkey rsa:2048 -days 2 -subj /CN=127.0.0.1"
    files = ["-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "cert")]
    address = ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command.split(), *files, *address], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    site.server.handle_error = lambda *_: None  # type: ignore[method-assign]
    site.url = site.url.replace("http:", "https:")
    site.replying(site.reply())
    with pytest.raises(RefusedError, match="certificate"):
        site.fetch()
    assert site.asked == []
