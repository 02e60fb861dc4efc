"""Fuzzes each target in turn and prints what was found."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.fuzzing.targets import TARGETS
from benchmarks.goals import Goal, judge

BRIEFLY = {"workbook": 4}  # this part of the time: most of it goes into unpacking
FAULT = re.compile(r"Uncaught Python exception: ===\n(.*)|ERROR: (libFuzzer: .*)")
RUNS = re.compile(r"stat::number_of_executed_units: +(\d+)")
PEAK = re.compile(r"stat::peak_rss_mb: +(\d+)")


def main() -> None:
    asked = arguments().parse_args()
    asked.findings.mkdir(parents=True, exist_ok=True)
    judge(fuzzed(asked))


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzzing")
    names = [target.name for target in TARGETS]
    parser.add_argument(
        "targets", nargs="*", default=names, metavar="TARGET", help=", ".join(names)
    )
    parser.add_argument("--seconds", type=int, default=60, help="of each target (60)")
    parser.add_argument("--megabytes", type=int, default=512, help="of a process at most (512)")
    parser.add_argument("--each", type=int, default=5, help="seconds of an input at most (5)")
    parser.add_argument(
        "--findings", type=Path, default=Path("findings"), help="where they are put"
    )
    return parser


def fuzzed(asked: argparse.Namespace) -> Iterator[Goal]:
    for name in asked.targets:
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [
                    *(sys.executable, "-m", "benchmarks.fuzzing.one", name, folder),
                    f"-max_total_time={max(1, asked.seconds // BRIEFLY.get(name, 1))}",
                    f"-rss_limit_mb={asked.megabytes}",
                    f"-timeout={asked.each}",
                    f"-artifact_prefix={asked.findings / name}-",
                    "-print_final_stats=1",
                ],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                check=False,
            )
        print(f"        {name}: {told(done.stdout)}")
        yield Goal(name, int(done.returncode != 0), 0, least=False, unit="findings")


def told(output: str) -> str:
    """How many inputs were tried and at what memory, or what was found."""
    if fault := FAULT.search(output):
        return (fault[1] or fault[2]).strip()
    runs, peak = RUNS.search(output), PEAK.search(output)
    if runs is None or peak is None:
        return f"it did not end as it should: {output[-2000:]}"
    return f"{runs[1]} inputs, {peak[1]} MB"


if __name__ == "__main__":
    main()
