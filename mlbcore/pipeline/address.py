"""The address of a request, and how it is written down: without what is secret in it."""

from __future__ import annotations

from ipaddress import ip_address

import httpx2

from mlbcore.collecting import Request
from mlbcore.errors import ConfigurationError
from mlbcore.masking import MASK, is_secret


def address(source: str, request: Request, base_url: str) -> httpx2.URL:
    """Where to ask. Raises ConfigurationError for a base URL that cannot be used."""
    root = (base_url or request.base_url).rstrip("/")
    if "?" in root or "#" in root:
        raise ConfigurationError(f"the base URL of {source} ends with its path: it has no ? or #")
    try:
        url = httpx2.URL(root + request.path, params=dict(request.params))
    except httpx2.InvalidURL:
        # The text of the error, and its cause, may quote a password.
        raise ConfigurationError(f"the base URL of {source} cannot be read") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise ConfigurationError(f"the base URL of {source} is no http address: {masked(url)}")
    return url


def on_this_machine(url: httpx2.URL) -> bool:
    try:
        return ip_address(url.host).is_loopback
    except ValueError:
        return url.host == "localhost"


def masked(url: httpx2.URL) -> str:
    """The URL without user and password, and without the values of keys and tokens."""
    if url.userinfo:
        url = url.copy_with(userinfo=b"")
    for key in url.params if url.query else ():
        if is_secret(key):
            url = url.copy_set_param(key, MASK)
    return str(url)
