"""How long help takes, beside importing click alone: ``python -m benchmarks.startup [ROUNDS]``.

Each round runs all of them one after another, so that a busy machine slows all alike; the figure is
the median of the rounds' ratios. What ``--help`` loads longest is listed before.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from heapq import nlargest
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.goals import Goal, judge

ROUNDS = 41
SLOWEST = 12
CLICK = (sys.executable, "-c", "import click")
HELP = (str(Path(sys.executable).with_name("mlbcore")), "--help")
OF_A_COMMAND = (HELP[0], "games", "--help")


def seconds(command: Sequence[str]) -> float:
    begun = perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return perf_counter() - begun


def slowest_imports() -> list[tuple[int, str]]:
    """The microseconds of the modules that ``--help`` loads longest, without what they load."""
    command = [sys.executable, "-X", "importtime", "-m", "mlbcore", "--help"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    rows = [line.removeprefix("import time:").split("|") for line in told.splitlines()[1:]]
    return nlargest(SLOWEST, [(int(own), name.strip()) for own, _, name in rows if own.strip()])


def goals(rounds: int) -> Iterator[Goal]:
    taken = [[seconds(command) for command in (CLICK, HELP, OF_A_COMMAND)] for _ in range(rounds)]
    click, shown, games = map(median, zip(*taken, strict=True))
    print(f"import click {click * 1e3:.0f} ms, --help {shown * 1e3:.0f} ms", end="")
    print(f", games --help {games * 1e3:.0f} ms (no goal), {rounds} rounds")
    ratio = median(shown / click for click, shown, _ in taken)
    yield Goal("mlbcore --help beside import click", ratio, 3, least=False)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    for own, name in slowest_imports():
        print(f"{own / 1e3:8.1f} ms  {name}")
    judge(goals(rounds))


if __name__ == "__main__":
    main()
