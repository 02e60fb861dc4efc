"""Changes that leave a page one that is read on: of a value of its JSON, of a part of its zip."""

from __future__ import annotations

import json
import zlib
from contextlib import suppress
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import atheris

from mlbcore.testing.bodies import VALUES, changed, places

NOT_OF_THE_FORM = (
    *(ValueError, LookupError, RuntimeError, OSError),
    *(BadZipFile, EOFError, zlib.error),
)


def mutated(body: bytes, most: int, seed: int) -> bytes:
    """The bytes changed somewhere; every other time inside the form they have."""
    random = Random(seed)
    found = None
    if random.random() < 0.5:
        with suppress(*NOT_OF_THE_FORM):
            found = within_zip(body, random) if body[:2] == b"PK" else within_json(body, random)
    if found is None or len(found) > most:
        return bytes(atheris.Mutate(body, most))
    return found


def within_json(body: bytes, random: Random) -> bytes:
    begin, end = body.index(b"{"), body.rindex(b"}") + 1
    document = json.loads(body[begin:end])
    changes = [(random.choice(list(places(document))), value(document, random))]
    return body[:begin] + changed(document, changes) + body[end:]


def value(document: object, random: Random) -> str | None:
    """One of the values that go wrong, or another of the same document."""
    if random.random() < 0.7:
        return random.choice(VALUES)
    node: object = document
    for step in random.choice(list(places(document))):
        node = node[step]  # type: ignore[index]
    return json.dumps(node)


def within_zip(body: bytes, random: Random) -> bytes:
    """The archive with the bytes of one part changed."""
    with ZipFile(BytesIO(body)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = random.choice(list(parts))
    parts[name] = atheris.Mutate(parts[name], 2 * len(parts[name]) + 8)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return out.getvalue()
