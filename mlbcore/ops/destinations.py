"""Where notices go: the addresses of the settings, which are secrets, opened by apprise."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

from attrs import field, frozen

from mlbcore.errors import ConfigurationError
from mlbcore.settings import Secret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apprise import NotifyBase

TITLE = "mlbcore"


@frozen(kw_only=True)
class Recipient:
    """``name`` is its place in the settings and its service; ``digest`` tells it from others."""

    name: str
    digest: str
    address: NotifyBase = field(repr=False)

    def send(self, body: str) -> bool:
        """Send a message; False where the service did not take it."""
        return bool(self.address.notify(body=body, title=TITLE))


def destinations(urls: Sequence[Secret]) -> list[Recipient]:
    """The addresses, opened. Raises ConfigurationError where there is none, or one is wrong."""
    if not urls:
        raise ConfigurationError("notifications.urls is not set: nobody is there to be told")
    return [_destination(number, url.reveal()) for number, url in enumerate(urls, 1)]


def _destination(number: int, url: str) -> Recipient:
    try:
        import apprise
    except ImportError as error:
        message = "notifications need apprise: pip install 'apprise>=2,<3'"
        raise ConfigurationError(message) from error
    # It logs addresses, with the passwords in them.
    logging.getLogger("apprise").disabled = True
    address = apprise.Apprise.instantiate(url)
    if not isinstance(address, apprise.NotifyBase):
        raise ConfigurationError(f"notifications.urls: number {number} is no address of apprise")
    return Recipient(
        name=f"{number} ({address.service_name})",
        digest=hashlib.sha256(url.encode()).hexdigest()[:16],
        address=address,
    )
