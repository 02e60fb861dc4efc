"""Where a source changed the shape of its JSON: pure, over the bytes of archived payloads."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import msgspec
from attrs import Factory, define, frozen

DEEPEST = 24
MOST_PATHS = 5000
ALWAYS = 0.99  # the share of its objects that had a key whose absence is a change
ENOUGH = 20  # so many objects tell what is always there
OFTEN = 0.5  # the share of its objects that have a key whose presence is a change
SCRIPT = re.compile(rb"<script[^>]*application/json[^>]*>(.*?)</script>", re.DOTALL)
APPEARED, VANISHED, OTHER_KIND = "appeared", "vanished", "kind changed"
KINDS = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


@define
class Shape:
    """How often each path of keys came, and each kind of value there; over ``payloads``.

    List places are ``[]``, and keys that are numbers ``{}``.
    """

    payloads: int = 0
    kinds: defaultdict[str, Counter[str]] = Factory(lambda: defaultdict(Counter))

    def count(self, path: str) -> int:
        return self.kinds[path].total() if path in self.kinds else 0

    def objects(self, path: str) -> int:
        """How many objects there were that could have had the path's last key."""
        parent = path.rpartition(".")[0]
        return self.kinds[parent]["object"] if parent in self.kinds else 0

    def share(self, path: str) -> float:
        """The share of those objects that had it, 0 to 1."""
        objects = self.objects(path)
        return min(self.count(path) / objects, 1.0) if objects else 0.0

    def told(self, path: str) -> set[str]:
        """The kinds of value that came there, but for null; a number may be whole."""
        kinds = set(self.kinds[path]) - {"null"} if path in self.kinds else set()
        return kinds | {"integer"} if "number" in kinds else kinds


@frozen(kw_only=True)
class Change:
    """One path that came, went, or holds another kind of value; shares are 0 to 1."""

    path: str
    change: str
    before: str
    now: str
    share: float


def shape(bodies: Iterable[bytes]) -> Shape:
    """The shape of payloads: JSON, or pages that carry JSON; others do not count."""
    found = Shape()
    for body in bodies:
        if documents := list(_documents(body)):
            found.payloads += 1
            for document in documents:
                _walk(document, "$", 0, found)
    return found


def changes(before: Shape, now: Shape) -> list[Change]:
    """What is another shape now; nothing, where there was nothing before or is nothing now.

    A key that comes and goes is none: one has vanished only if nearly every object had it, and
    has appeared only if at least every second has it now. A value may be null at any time.
    """
    paths = sorted(before.kinds.keys() | now.kinds.keys())
    told = ((path, _change(path, before, now)) for path in paths)
    return [
        Change(
            path=path,
            change=change,
            before=_said(before, path),
            now=_said(now, path),
            share=(before if change == VANISHED else now).share(path),
        )
        for path, change in told
        if change
    ]


def _change(path: str, before: Shape, now: Shape) -> str | None:
    was, told, tells = before.count(path), before.told(path), now.told(path)
    if was and now.count(path):
        return OTHER_KIND if told and tells - told else None
    if was:
        known = before.objects(path) >= ENOUGH and before.share(path) >= ALWAYS
        return VANISHED if known and now.objects(path) else None
    known = before.objects(path) >= ENOUGH and now.share(path) >= OFTEN
    return APPEARED if known else None


def _said(one: Shape, path: str) -> str:
    return ", ".join(sorted(one.kinds[path])) if path in one.kinds else ""


def _documents(body: bytes) -> Iterator[object]:
    texts = [body] if body.lstrip()[:1] in (b"{", b"[") else SCRIPT.findall(body)
    for text in texts:
        try:
            yield msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            continue  # that it cannot be read is said by the quarantine


def _walk(value: object, path: str, depth: int, found: Shape) -> None:
    if depth > DEEPEST or (path not in found.kinds and len(found.kinds) >= MOST_PATHS):
        return
    if isinstance(value, dict):
        found.kinds[path]["object"] += 1
        for key, item in value.items():
            _walk(item, f"{path}.{_key(key)}", depth + 1, found)
    elif isinstance(value, list):
        found.kinds[path]["list"] += 1
        for item in value:
            _walk(item, f"{path}[]", depth + 1, found)
    else:
        found.kinds[path][KINDS[type(value)]] += 1


def _key(key: str) -> str:
    return "{}" if key.isdecimal() else key.replace(".", "_")
