"""What the season costs at the least: fetching it, decoding it, and copying its rows."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import msgspec
import psycopg
from psycopg import sql

from benchmarks.season.shapes import BODIES, model, struct
from benchmarks.storage.rounds import seconds_of
from benchmarks.storage.server import Server

# In the order of their foreign keys. What the schema brings filled is not copied.
TABLES = (
    "source",
    "book",
    "payload",
    "sighting",
    "taking",
    "team",
    "team_source",
    "book_source",
    "game",
    "game_date",
    "game_source",
    "slate",
    "quote",
    "quote_current",
    "split",
    "split_current",
    "unmatched",
    "venue",
    "weather",
    "pitcher",
    "starter",
    "context",
    "quarantine",
    "run",
    "run_source",
    "unit",
)


class Body(NamedTuple):
    """What a source sent, and the JSON in it."""

    source: str
    url: str
    json: bytes


def fetched(urls: Sequence[str]) -> float:
    """The seconds a bare client takes to ask for everything, one after another."""
    with httpx2.Client(headers={"User-Agent": "Mozilla/5.0"}) as client:
        began = time.perf_counter()
        for url in urls:
            client.get(url)
        return time.perf_counter() - began


def bodies(dsn: str) -> list[Body]:
    """All that was archived."""
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "SELECT s.name, p.url, p.body FROM payload p JOIN source s ON s.id = p.source"
            " WHERE s.name = ANY(%s) ORDER BY p.id",
            [list(BODIES)],
        ).fetchall()
    return [Body(source, url, json_of(zlib.decompress(body))) for source, url, body in rows]


def json_of(body: bytes) -> bytes:
    """The JSON itself, of a page its ``__NEXT_DATA__``."""
    mark = body.find(b'id="__NEXT_DATA__"')
    if mark < 0:
        return body
    begin = body.find(b">", mark) + 1
    return body[begin : body.find(b"</script", begin)]


def decoded(season: Iterable[Body], decoders: dict[str, Callable[[bytes], object]]) -> float:
    """The seconds that decoding every body takes."""

    def decode() -> None:
        for body in season:
            decoders[body.source](body.json)

    return seconds_of(decode)


def by_msgspec() -> dict[str, Callable[[bytes], object]]:
    return {source: msgspec.json.Decoder(struct(shape)).decode for source, shape in BODIES.items()}


def by_pydantic() -> dict[str, Callable[[bytes], object]]:
    return {source: model(shape).model_validate_json for source, shape in BODIES.items()}


def by_cattrs() -> dict[str, Callable[[bytes], object]]:
    from cattrs.preconf.orjson import make_converter

    converter = make_converter(detailed_validation=False)
    converter.register_structure_hook_func(_is_number, lambda value, _: value)

    def of(shape: type) -> Callable[[bytes], object]:
        return lambda body: converter.loads(body, shape)

    return {source: of(shape) for source, shape in BODIES.items()}


def _is_number(kind: Any) -> bool:
    return bool(kind == (int | float | None))


def copied(server: Server, filled: str, template: str, folder: Path) -> float:
    """The seconds psql takes to copy the rows of a filled database into an empty one."""
    present = _tables(server, filled)
    out = "".join(f"\\copy {t} TO '{folder}/{t}' (FORMAT binary)\n" for t in present)
    server.psql(filled, out)
    with server.database(template) as name:
        script = "BEGIN;\n" + "".join(
            f"\\copy {t} FROM '{folder}/{t}' (FORMAT binary)\n" for t in present
        )
        return seconds_of(lambda: server.psql(name, script + "COMMIT;\n"))


def _tables(server: Server, database: str) -> list[str]:
    """Those of the tables that hold rows."""
    with psycopg.connect(server.dsn(database)) as connection:
        return [
            table
            for table in TABLES
            if connection.execute(
                sql.SQL("SELECT FROM {} LIMIT 1").format(sql.Identifier(table))
            ).rowcount
        ]
