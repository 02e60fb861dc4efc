"""The address of a request, and how it is written down: without what is secret in it."""

from __future__ import annotations

import httpx2

from mlbcore.collecting import Request
from mlbcore.errors import PluginError
from mlbcore.masking import MASK, is_secret


def address(source: str, request: Request, base_url: str) -> httpx2.URL:
    """Where to ask; ``base_url`` is that of the settings. Raises PluginError for no address."""
    root = (base_url or request.base_url).rstrip("/")
    try:
        url = httpx2.URL(root + request.path, params=dict(request.params))
    except httpx2.InvalidURL:  # whose text may quote a password
        url = httpx2.URL()
    if url.scheme not in ("http", "https") or not url.host:
        raise PluginError(f"a request of {source} has no http address")
    return url


def masked(url: httpx2.URL) -> str:
    """The URL without user and password, and without the values of keys and tokens."""
    if url.userinfo:
        url = url.copy_with(userinfo=b"")
    for key in url.params if url.query else ():
        if is_secret(key):
            url = url.copy_set_param(key, MASK)
    return str(url)
