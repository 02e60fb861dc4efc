"""What several of the predecessor's settings, the parts, say together of one of mlbcore's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from urllib.parse import quote

from attrs import Factory, frozen

from mlbcore.legacy.config.places import fitted
from mlbcore.legacy.config.values import (
    UnfitError,
    as_amount,
    as_flag,
    as_text,
    as_whole,
    requests_a_second,
)

# What the predecessor took where a part was not set.
PARTS_OF_URL = {"host": "localhost", "port": "5432", "database": "mlb_betting", "user": "postgres"}
PARTS_OF_RATE = {"requests": 100, "window": 60, "pause": 1.0}
# Its settings that said whether an address is told; none was by default.
SWITCHES = {
    "email": "email_enabled",
    "slack": "slack_enabled",
    "email.config": "email.enabled",
    "slack.config": "slack.enabled",
}

URLS = "notifications.urls"

Parts = Mapping[str, object]


@frozen
class Joined:
    """``why`` is how the parts became one; ``left_out`` is by part why it is not in the value."""

    value: object
    why: str = ""
    left_out: Mapping[str, str] = Factory(dict)


def joined_url(parts: Parts) -> Joined:
    """A URL of the parts; what is special in them is quoted."""
    told = {
        name: quote(as_text(value), safe="") for name, value in {**PARTS_OF_URL, **parts}.items()
    }
    password = f":{told['password']}" if told.get("password") else ""
    place = f"{told['host']}:{as_whole(told['port'])}/{told['database']}"
    return Joined(f"postgresql://{told['user']}{password}@{place}")


def joined_rate(parts: Parts) -> Joined:
    """The slower of a limit and of a pause: no source is asked faster than it was."""
    told = {name: as_amount(value) for name, value in {**PARTS_OF_RATE, **parts}.items()}
    requests, window, pause = (told[name] for name in PARTS_OF_RATE)
    return Joined(
        min(requests_a_second(requests, window), requests_a_second(1, pause)),
        f"the slower of {requests:g} in {window:g} s and one in {pause:g} s",
    )


def joined_file(parts: Parts) -> Joined:
    """The file of the log, where it was on."""
    if not as_flag(parts.get("on", True)):
        raise UnfitError("it was off: enable_file_output is not true")
    if "path" not in parts:
        raise UnfitError("no file is named")
    return Joined(parts["path"])


def joined_addresses(parts: Parts) -> Joined:
    """Whom to tell, as apprise writes it; what is off or not whole is left out by itself."""
    of_each: dict[str, dict[str, object]] = defaultdict(dict)
    for part, value in parts.items():
        whom, _, name = part.rpartition(".")
        of_each[whom][name] = value
    urls: list[str] = []
    left_out: dict[str, str] = {}
    for whom, told in of_each.items():
        try:
            url = _address(whom, told)
            fitted(URLS, [url])
            urls.append(url)
        except UnfitError as error:
            left_out |= {f"{whom}.{name}": str(error) for name in told}
    return Joined([*dict.fromkeys(urls)], left_out=left_out)


def _address(whom: str, told: Parts) -> str:
    on = told.get("on", False)
    if on == "" or not as_flag(on):
        raise UnfitError(f"it was off: {SWITCHES[whom]} is not true")
    return _mail(told) if whom.startswith("email") else _webhook(told)


def _webhook(told: Parts) -> str:
    url = _part(told, "webhook")
    if "://" not in url:
        raise UnfitError("its webhook is no URL")
    return url


def _mail(told: Parts) -> str:
    user, at, domain = _part(told, "sender").partition("@")
    password, receivers = _part(told, "password"), _receivers(told.get("receivers", ""))
    wanted = {"sender": user and at and domain, "password": password, "receivers": receivers}
    if missing := [name for name, value in wanted.items() if not value]:
        raise UnfitError(f"a mail without its {' and '.join(missing)}")
    login = f"{quote(user, safe='')}:{quote(password, safe='')}"
    return f"mailtos://{login}@{domain}?to={quote(receivers, safe=',@')}"


def _receivers(value: object) -> str:
    """They were one text with commas, and may be a list."""
    texts = value if isinstance(value, list) else [value]
    found = [one for text in texts for one in re.split(r"[,;\s]+", as_text(text)) if one]
    if not all("@" in one for one in found):
        raise UnfitError("one of its receivers is no address")
    return ",".join(found)


def _part(told: Parts, name: str) -> str:
    try:
        return as_text(told.get(name, "")).strip()
    except UnfitError as error:
        raise UnfitError(f"its {name} is {error}") from error


JOINS: Mapping[str, Callable[[Parts], Joined]] = {
    "database.url": joined_url,
    "scraping.requests_per_second": joined_rate,
    "logging.file": joined_file,
    URLS: joined_addresses,
}
