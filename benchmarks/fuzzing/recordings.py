"""Recorded pages to start from as well, cut short, where the recordings are there."""

from __future__ import annotations

import json
import lzma
import tarfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks.fuzzing.pages import html

MOST = 100_000  # bytes of a page: what is longer is changed too slowly

FILES = {
    "schedule": ("mlb/schedule/2025.json.xz", "mlb/misc/reaqa766/schedule_games.json"),
    "live-feed": ("mlb/misc/pydantic/livefeed.json.xz",),
    "line-history": ("sbr/line_history_343244.json",),
    "line-table": ("seed/sbr_line_history_spread_NYY_TOR_2025-07-01.html",),
    "scoreboard-v1": ("action/v1_scoreboard_20260930.json",),
    "market-history": ("seed/action_network_history_fragment_2025-07-21.json",),
}
SITES = {"line-history", "money-line"}


def recorded(target: str, data: Path) -> Iterator[bytes]:
    """What was recorded of a target, every list cut to two, with HTML around where it had one."""
    files = (data / name for name in FILES.get(target, ()))
    bodies = [_read(file) for file in files if file.exists()]
    days = data / "sbr/pages/2025.tar.xz"
    if target.startswith("money-line") and days.exists():
        bodies += _first_days(days)
    for body in bodies:
        page = body
        if body.startswith(b"{"):
            document = short(json.loads(body))
            page = html(document) if target in SITES else json.dumps(document).encode()
        if len(page) <= MOST:
            yield page


def short(node: object) -> object:
    """The document with the first two items of each list alone."""
    if isinstance(node, dict):
        return {key: short(value) for key, value in node.items()}
    return [short(item) for item in node[:2]] if isinstance(node, list) else node


def _read(file: Path) -> bytes:
    raw = file.read_bytes()
    return lzma.decompress(raw) if file.suffix == ".xz" else raw


def _first_days(days: Path) -> list[bytes]:
    with tarfile.open(days) as tar:
        files = (tar.extractfile(member) for member in tar)
        return [file.read() for file in islice(filter(None, files), 2)]
