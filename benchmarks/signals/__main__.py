"""Signals of a season of 2,430 games and ten books: by columns, and row by row with pandas.

``python -m benchmarks.signals``; with ``--games N`` of fewer games. Both must find the same.
"""

from __future__ import annotations

import argparse
from collections import Counter

import polars as pl

from benchmarks.goals import Goal, judge
from benchmarks.signals.rows import Found, found_by_rows
from benchmarks.signals.season import season
from benchmarks.timing import timed
from mlbcore.analysis.columns.tape import Tape
from mlbcore.analysis.signals.found import found
from mlbcore.settings import DetectorRules

ROUNDS = 5
KEY = ("type", "game", "market", "side", "at")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=2430)
    tape = season(parser.parse_args().games)
    print(f"{tape.prices.height:,} prices and {tape.splits.height:,} splits")
    columns, ours = timed(lambda: _found(tape), ROUNDS)
    rows, theirs = timed(lambda: _by_rows(tape), 1)
    print(f"columns {columns:.2f} s, rows {rows:.1f} s, {len(ours):,} signals")
    for kind, count in sorted(Counter(kind for kind, *_ in ours).items()):
        print(f"  {kind}: {count:,}")
    judge(
        [
            Goal("columns beside rows", rows / columns, 20, least=True),
            Goal("signals only one of them finds", len(ours ^ theirs), 0, least=False, unit=""),
        ]
    )


def _found(tape: Tape) -> set[Found]:
    told = found(tape, DetectorRules()).select(
        pl.col("type", "market", "side").cast(pl.String), "game", "at"
    )
    return set(told.select(KEY).rows())


def _by_rows(tape: Tape) -> set[Found]:
    games, prices, splits = (
        frame.with_columns(pl.col(pl.Enum).cast(pl.String)).to_pandas()
        for frame in (tape.games, tape.prices, tape.splits)
    )
    return found_by_rows(games, prices, splits, DetectorRules())


if __name__ == "__main__":
    main()
