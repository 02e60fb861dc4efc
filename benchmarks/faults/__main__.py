"""Ten days of three sources while a fifth of all answers go wrong, one kind of fault after another.

    python -m benchmarks.faults [KIND ...]

Needs the recordings (MLBCORE_TEST_SHARED, by default ../shared). Each kind is judged on the day
pages of ten days, and on two days with each game's own pages. Prints each goal with its figure.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.faults.trial import CASES, KINDS, Clean, Trial, clean, tried
from benchmarks.goals import Goal, judge
from benchmarks.storage.server import Server, running

SECONDS = 60  # beside which an attempt has one, and a slow answer takes five


def main() -> None:
    kinds = sys.argv[1:] or [*KINDS]
    with (
        running() as server,
        server.database() as template,
        tempfile.TemporaryDirectory() as folder,
    ):
        judge(goals(server, template, Path(folder), kinds))


def goals(server: Server, template: str, folder: Path, kinds: list[str]) -> Iterator[Goal]:
    whole = clean(server, template, folder)
    for kind in kinds:
        for case in CASES:
            trial = tried(server, template, folder, kind, case)
            print(f"{kind}, {case.name}: {trial}", flush=True)
            yield from judged(f"{kind}, {case.name}", trial, whole[case.name])


def judged(name: str, trial: Trial, whole: Clean) -> Iterator[Goal]:
    figures = {
        "units neither complete nor named": len(trial.unnamed()),
        "rows lost of complete units": len(trial.lost(whole.stored)),
        "rows that no source said": len(trial.invented(whole.stored)),
        "rows twice": trial.stored.twice() + trial.mended.twice(),
        "asks beyond retries and one": trial.excess(whole.asked),
        "rows otherwise when the rest is there": trial.differing(whole.stored).total(),
    }
    for what, figure in figures.items():
        yield Goal(f"{name}, {what}", figure, 0, least=False, unit="")
    yield Goal(f"{name}, time", trial.seconds, SECONDS, least=False, unit="s")


if __name__ == "__main__":
    main()
