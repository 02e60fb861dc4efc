"""One attempt at an answer: within its time, its size, and its source's scheme and host."""

from __future__ import annotations

import ssl
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx2

from mlbcore.errors import FetchError, RefusedError, TruncatedError
from mlbcore.log import tell
from mlbcore.log.events import RequestAnswered
from mlbcore.pipeline.address import masked
from mlbcore.pipeline.answers import Answer
from mlbcore.pipeline.channel import Channel
from mlbcore.pipeline.deadline import Deadline
from mlbcore.pipeline.unpacking import unpacked

REDIRECTS = 5
CUT_SHORT = (httpx2.RemoteProtocolError, httpx2.ReadError)


class Client:
    """Asks once, safe to use from several threads; ``transport`` replaces the network.

    Certificates are always verified: there is no setting to switch that off.
    """

    def __init__(
        self, seconds: float, max_bytes: int, transport: httpx2.BaseTransport | None = None
    ) -> None:
        self.seconds = seconds
        self.max_bytes = max_bytes
        self.transport = transport
        self.verify = httpx2.create_ssl_context() if transport is None else True
        self.channels: list[Channel] = []
        self.free: dict[tuple[str, bytes], list[Channel]] = defaultdict(list)

    def close(self) -> None:
        for channel in self.channels:
            channel.http.close()

    def get(self, url: httpx2.URL, headers: Mapping[str, str]) -> Answer:
        """Whatever the source answers, redirects followed within it; no URL is asked twice.

        Raises FetchError, TruncatedError with what had come, and RefusedError.
        """
        began = time.perf_counter()
        with self._channel(url) as channel:
            answer = self._follow(channel, url, headers)
        tell(
            RequestAnswered(
                url=answer.url,
                http_status=answer.status,
                size=len(answer.body),
                seconds=time.perf_counter() - began,
            )
        )
        return answer

    @contextmanager
    def _channel(self, url: httpx2.URL) -> Iterator[Channel]:
        """One that leads to the host and that nobody else uses meanwhile."""
        free = self.free[url.scheme, url.netloc]
        try:
            channel = free.pop()
        except IndexError:
            channel = Channel(self.verify, self.transport)
            self.channels.append(channel)
        try:
            yield channel
        finally:
            free.append(channel)

    def _follow(self, channel: Channel, url: httpx2.URL, headers: Mapping[str, str]) -> Answer:
        deadline = Deadline(self.seconds)
        asked: list[httpx2.URL] = []
        while True:
            response, body = self._once(channel, url, headers, deadline)
            if not response.has_redirect_location:
                return _answer(url, response, body)
            asked.append(url)
            url = _target(url, response)
            if url in asked or len(asked) > REDIRECTS:
                raise RefusedError(f"{masked(asked[0])} redirects without an end")

    def _once(
        self, channel: Channel, url: httpx2.URL, headers: Mapping[str, str], deadline: Deadline
    ) -> tuple[httpx2.Response, bytes]:
        body = bytearray()
        try:
            with channel.asking(url, headers, deadline) as response:
                for chunk in unpacked(response):
                    body += chunk
                    self._check_size(url, len(body))
                    _check_time(url, deadline)
            _check_time(url, deadline)
        except httpx2.RequestError as error:
            raise _fault(url, error, bytes(body), deadline) from error
        return response, bytes(body)

    def _check_size(self, url: httpx2.URL, size: int) -> None:
        if size > self.max_bytes:
            raise RefusedError(f"{masked(url)}: more than {self.max_bytes} bytes")


def _check_time(url: httpx2.URL, deadline: Deadline) -> None:
    if deadline.passed():
        raise _late(url, deadline)


def _late(url: httpx2.URL, deadline: Deadline) -> FetchError:
    return FetchError(f"{masked(url)}: no whole answer in {deadline.seconds:g} s")


def _target(url: httpx2.URL, response: httpx2.Response) -> httpx2.URL:
    """Where a redirect leads. Raises RefusedError when that is another place."""
    try:
        target = url.join(response.headers["Location"])
    except httpx2.InvalidURL as error:
        raise RefusedError(f"{masked(url)} leads nowhere: {error}") from error
    if (target.scheme, target.netloc) != (url.scheme, url.netloc):
        raise RefusedError(f"{masked(url)} leads away to {target.scheme}://{target.host}")
    return target


def _answer(url: httpx2.URL, response: httpx2.Response, body: bytes) -> Answer:
    headers = response.headers
    return Answer(
        url=masked(url),
        status=response.status_code,
        reason="" if response.is_success else response.reason_phrase,
        content_type=headers.get("Content-Type", ""),
        etag=_validator(headers.get("ETag", "")),
        last_modified=_validator(headers.get("Last-Modified", "")),
        retry_after=headers.get("Retry-After", ""),
        date=headers.get("Date", ""),
        body=body,
    )


def _validator(text: str) -> str:
    """A validator as it came; none where it could not be sent back."""
    return text if text.isascii() else ""


def _fault(
    url: httpx2.URL, error: httpx2.RequestError, received: bytes, deadline: Deadline
) -> FetchError | RefusedError:
    if isinstance(error, httpx2.TimeoutException) or deadline.passed():
        return _late(url, deadline)
    message = f"{masked(url)}: {str(error) or type(error).__name__}"
    if isinstance(error, CUT_SHORT):
        return TruncatedError(message, received=received)
    if isinstance(error, httpx2.TransportError) and not _is_distrust(error):
        return FetchError(message)
    return RefusedError(message)


def _is_distrust(error: BaseException | None) -> bool:
    """Whether a certificate that cannot be trusted is behind it."""
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None
