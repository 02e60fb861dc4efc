"""Where notices go: the addresses of the settings, which are secrets, opened by apprise."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import get_ident
from typing import TYPE_CHECKING
from urllib.parse import unquote

from attrs import field, frozen

from mlbcore.errors import ConfigurationError
from mlbcore.masking import MASK, SHORTEST, mask, words_of
from mlbcore.settings import Secret, forms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apprise import NotifyBase

TITLE = "mlbcore"
# What apprise logs of a connection that failed; the rest at its level shows addresses.
CAUSE = "Socket Exception"


class Complaints(logging.Handler):
    """What apprise warns of in this thread, without any part of the address but its service."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.thread_id = get_ident()
        words = {form for word in words_of(url) for form in (word, unquote(word))}
        longest_first = sorted(words, key=len, reverse=True)
        self.words = [word for word in longest_first if len(word) >= SHORTEST]
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.levelno < logging.WARNING and not text.startswith(CAUSE):
            return
        if record.thread == self.thread_id:
            for word in self.words:
                text = text.replace(word, MASK)
            self.said.append(mask(text).rstrip("."))


@frozen(kw_only=True)
class Recipient:
    """``name`` is its place in the settings and its service; ``digest`` tells it from others."""

    name: str
    digest: str
    address: NotifyBase = field(repr=False)
    url: Secret

    def send(self, body: str) -> str | None:
        """Send a message; None if the service took it, else why it did not."""
        with _complaints(self.url.reveal()) as said:
            taken = self.address.notify(body=body, title=TITLE)
        return None if taken else "; ".join(said) or "no reason is given"


@contextmanager
def _complaints(url: str) -> Iterator[list[str]]:
    """What apprise complains of inside; nobody else hears it."""
    heard = Complaints(url)
    forms.APPRISE.addHandler(heard)
    try:
        yield heard.said
    finally:
        forms.APPRISE.removeHandler(heard)


def destinations(urls: Sequence[Secret]) -> list[Recipient]:
    """The addresses, opened. Raises ConfigurationError where there is none, or no apprise."""
    if not urls:
        raise ConfigurationError("notifications.urls is not set: nobody is there to be told")
    return [_destination(number, url) for number, url in enumerate(urls, 1)]


def _destination(number: int, url: Secret) -> Recipient:
    address = forms.notified(url.reveal())
    if address is None:
        raise ConfigurationError("notifications need apprise: pip install 'apprise>=2,<3'")
    return Recipient(
        name=f"{number} ({address.service_name})",
        digest=hashlib.sha256(url.reveal().encode()).hexdigest()[:16],
        address=address,
        url=url,
    )
