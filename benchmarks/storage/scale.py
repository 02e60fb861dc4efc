"""How much is measured, how often."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class Scale:
    """``records``, ``many`` and ``history`` are rows, the rest rounds."""

    records: int = 100_000
    many: int = 1_000_000
    history: int = 10_000_000
    rounds: int = 5
    slow_rounds: int = 3  # of what takes many seconds
    short_rounds: int = 25  # of what takes milliseconds
    turns: int = 500  # of single operations


FULL = Scale()
QUICK = Scale(
    records=10_000,
    many=50_000,
    history=300_000,
    rounds=2,
    slow_rounds=1,
    short_rounds=5,
    turns=50,
)
