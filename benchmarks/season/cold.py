"""The season through the real command, and the memory it takes."""

from __future__ import annotations

import json
import select
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks.sources import SPAN, command

TICK = 0.05


class Season(NamedTuple):
    """What a run of the season took: seconds, and resident megabytes as time went on."""

    seconds: float
    memory: list[float]
    units: list[dict[str, Any]]

    @property
    def growth(self) -> float:
        """The memory of the last quarter beside that of the second."""
        quarter = len(self.memory) // 4
        return median(self.memory[-quarter:]) / median(self.memory[quarter : 2 * quarter])


def collected(environment: Mapping[str, str], *options: str) -> Season:
    """Run the season once."""
    asked = command("run", *SPAN, *options, "--format", "json")
    began = time.perf_counter()
    with subprocess.Popen(asked, env=environment, stdout=subprocess.PIPE) as process:
        memory = _watched(process)
        took = time.perf_counter() - began
        assert process.stdout is not None
        document = json.loads(process.stdout.read())
    assert process.returncode == 0
    return Season(took, memory, document["units"])


def _watched(process: subprocess.Popen[bytes]) -> list[float]:
    """The megabytes it held at each tick, until it has something to say."""
    assert process.stdout is not None
    held = []
    while not select.select([process.stdout], [], [], TICK)[0]:
        held.append(_resident(process.pid))
    return held


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
