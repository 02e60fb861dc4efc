"""Bodies that no source sends: cut up, with other values, and with extreme ones."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Steps = tuple[str | int, ...]

TOKENS = (b"null", b"{}", b"[]", b'""', b"-1", b"1e999", b"NaN", b"<", b"\x00", b"true")
# As JSON, so that no two changes share one list; None takes the value out.
VALUES = (
    *(None, "null", "true", "[]", "[null]", "{}", '{"":null}'),
    *("0", "-1", "0.5", "1e308", "9" * 20, "9" * 400),
    *('""', '"0"', '"\\u0000"'),
    *('"2025-07-02T22:15:00"', '"0001-01-01T00:00:00Z"', '"9999-12-31T23:59:59Z"'),
)
# Not all of it JSON.
EXTREMES = (
    *(b"1e400", b"-1e400", b"1e-400", b"9" * 10_000, b"0." + b"0" * 9_999, b"NaN", b"-Infinity"),
    *(b'"%b"' % (b"x" * 100_000), b'"\\ud800"', b'"\\udc00\\ud800"', b'"\xff\xfe"'),
    *(b'{"id":1,"id":2}', b"[%b0]" % (b"0," * 100_000)),
    b"{%b}" % b",".join(b'"%d":0' % number for number in range(10_000)),
)
DEPTHS = (10, 500, 100_000)
MARK = "\N{REPLACEMENT CHARACTER}"


def mutilated(body: bytes) -> SearchStrategy[bytes]:
    """The body with some bytes cut out, replaced, or put in, once or a few times."""
    spots = st.integers(0, len(body))
    cut = st.tuples(spots, st.integers(0, 40), st.binary(max_size=8) | st.sampled_from(TOKENS))
    return st.lists(cut, min_size=1, max_size=4).map(lambda cuts: _cut(body, cuts))


def _cut(body: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    for place, length, put in cuts:
        body = body[:place] + put + body[place + length :]
    return body


def altered(body: bytes) -> SearchStrategy[bytes]:
    """The body with one to three values of its outermost JSON object taken out or replaced."""
    begin, text, end = _parts(body)
    change = st.tuples(st.sampled_from(list(places(json.loads(text)))), st.sampled_from(VALUES))
    return st.lists(change, min_size=1, max_size=3).map(
        lambda changes: begin + changed(json.loads(text), changes) + end
    )


def extreme(body: bytes) -> SearchStrategy[bytes]:
    """The body with one value of its outermost JSON object, or all of it, replaced."""
    begin, text, end = _parts(body)
    limit = sys.getrecursionlimit()  # where one step more may be one too many
    depths = st.sampled_from(DEPTHS) | st.integers(limit - 150, limit)
    # By number: hypothesis writes down all that is sampled from.
    plain = st.integers(0, len(EXTREMES) - 1).map(lambda number: EXTREMES[number])
    values = plain | depths.map(lambda depth: b"[" * depth + b"]" * depth)
    whole: list[Steps] = [(), *places(json.loads(text))]
    return st.tuples(st.sampled_from(whole), values).map(
        lambda change: begin + _put(json.loads(text), *change) + end
    )


def places(value: object, steps: Steps = ()) -> Iterator[Steps]:
    """The way to each value inside a JSON document."""
    children: Iterator[tuple[str | int, object]] = iter(())
    if isinstance(value, dict):
        children = iter(value.items())
    elif isinstance(value, list):
        children = enumerate(value)
    for step, child in children:
        yield (*steps, step)
        yield from places(child, (*steps, step))


def changed(document: object, changes: list[tuple[Steps, str | None]]) -> bytes:
    """The JSON of a document after changes of what stands in some places."""
    for steps, value in changes:
        # An earlier change may have taken the place away.
        with suppress(LookupError, TypeError):
            _replace(document, steps, value)
    return json.dumps(document).encode()


def _parts(body: bytes) -> tuple[bytes, str, bytes]:
    """What stands before, in and after the outermost JSON object."""
    begin, end = body.index(b"{"), body.rindex(b"}") + 1
    return body[:begin], body[begin:end].decode(), body[end:]


def _at(node: Any, steps: Steps) -> Any:
    for step in steps:
        node = node[step]
    return node


def _replace(document: Any, steps: Steps, value: str | None) -> None:
    outer, last = _at(document, steps[:-1]), steps[-1]
    if value is None:
        del outer[last]
    else:
        outer[last] = json.loads(value)


def _put(document: object, steps: Steps, raw: bytes) -> bytes:
    if not steps:
        return raw
    marked = changed(document, [(steps, json.dumps(MARK))])
    return marked.replace(json.dumps(MARK).encode(), raw)
