"""What a text must be where its type says too little: a DSN, an address, a header.

Each raises ValueError, whose text holds nothing of the value, and gives what it read where somebody
reads the same again. What a form needs is imported only where there is such a setting.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlbcore.settings.file import obstacle

if TYPE_CHECKING:
    from apprise import NotifyBase

HOST_NAME = re.compile(r"(?!-)[\w-]+(\.[\w-]+)*\.?", re.ASCII)
LAST_PORT = 65_535
APPRISE = logging.getLogger("apprise")
NOBODY = logging.NullHandler()


def dsn(text: str) -> dict[str, Any]:
    """The parts of a DSN or a URL of PostgreSQL, as libpq reads them."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = conninfo_to_dict(text)
    except psycopg.Error:
        # The text of the error, and its cause, would quote the DSN with its password.
        raise ValueError("cannot be read: it is no postgresql://USER@HOST:PORT/NAME") from None
    host, name = str(parts.get("host") or ""), str(parts.get("dbname") or "")
    ports = str(parts.get("port") or "").split(",")
    # Of a password with a bare @, / or : in it libpq would take the end for a host or a port. (A
    # host that begins with @ is an abstract socket.)
    if "@" in host[1:] + name or not all(map(_is_port, ports)):
        raise ValueError(
            "cannot be read: a port is a number, and characters such as @ : / ? # in a password"
            " must be written %40 %3A %2F %3F %23"
        )
    return parts


def http_address(text: str) -> None:
    """A base URL: what is asked for is written behind it."""
    import httpx2

    if "?" in text or "#" in text:
        raise ValueError("has a query or fragment, which the path of a request cannot follow")
    try:
        url = httpx2.URL(text)
        hostname(url.raw_host.decode("ascii"))
    except (httpx2.InvalidURL, ValueError):
        url = httpx2.URL()
    if url.scheme not in ("http", "https") or not 0 < (url.port or LAST_PORT) <= LAST_PORT:
        raise ValueError("is no http address, such as http://127.0.0.1:8080/mlb")


def notified(text: str) -> NotifyBase | None:
    """An address of apprise; None where that is not installed, and nobody can tell."""
    try:
        import apprise
    except ImportError:
        return None
    # It logs addresses, with the passwords in them: it is heard only by who asks for it.
    APPRISE.propagate = False
    APPRISE.setLevel(logging.DEBUG)
    APPRISE.addHandler(NOBODY)
    address = apprise.Apprise.instantiate(text)
    if isinstance(address, apprise.NotifyBase):
        return address
    raise ValueError("is no address of apprise")


def header(text: str) -> None:
    """The value of a header of a request."""
    if not (text.isascii() and text.isprintable()):
        raise ValueError("cannot be sent as a header: it is not ASCII")


def token(text: str) -> None:
    """What comes in a header behind ``Bearer``."""
    if not (text.isascii() and text.isprintable() and " " not in text):
        raise ValueError("cannot be sent in a header: it is not ASCII, or has a space")


def hostname(text: str) -> None:
    """The name or address of a machine, without a port; nobody asks where a name leads to."""
    if not (HOST_NAME.fullmatch(text) or _is_address(text)):
        raise ValueError("is no host: a name or an address, without a port")


def appended(text: str) -> None:
    """The path of a file that can be opened, or made with the folders above it."""
    reason = ""
    try:
        path = Path(text).expanduser()
        os.close(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK))
    except RuntimeError:
        reason = "it begins with a ~ of nobody"
    except FileNotFoundError:
        reason = obstacle(path.parent)
    except OSError as error:
        reason = str(error.strerror)
    if reason:
        raise ValueError(f"cannot be opened: {reason}")


def _is_port(text: str) -> bool:
    """A number; none is the default."""
    return not text or (text.isdecimal() and 0 < int(text) <= LAST_PORT)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
