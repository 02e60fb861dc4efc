"""Moves: what a book's market did from one pair to the next, and from its opener to its close.

``toward`` and ``cents`` are signed towards home or over. ``toward`` is the change of the fair
probability of the same bet, in points of 0 to 1, so that a price and a line can be compared;
``cents`` the mean of what both prices moved through even money, where the line stood; ``runs`` what
the line moved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from mlbcore.analysis.columns.carrying import carried
from mlbcore.analysis.columns.pairs import from_even
from mlbcore.analysis.columns.panel import panel
from mlbcore.analysis.columns.tape import MARKET, SERIES, moment
from mlbcore.models import Market, MovementMagnitude, MoveSpeed, PriceDirection

STATE = ("line", "above", "below", "no_vig", "above_row", "below_row")
SECONDS_OF_SPEED = (1800, 7200, 28_800)
CENTS_OF_MAGNITUDE = (5.0, 15.0, 25.0)
RUNS_OF_MAGNITUDE = (0.5, 1.0, 2.0)
KEY_TOTALS = (7.0, 9.0, 11.0)
KEY_MARGINS = (-1.0, 1.0)


def moves(pairs: pl.DataFrame) -> pl.DataFrame:
    """Each change of a series with what stood ``before``, and its measures.

    The columns of ``pairs``; those of STATE and ``at`` as they were, with ``before_``; ``toward``,
    ``cents`` and ``runs``; ``seconds`` since, null after an opener; ``direction``, ``magnitude``
    and ``speed``.
    """
    before = pairs.with_columns(
        pl.col(name).shift().over(SERIES).alias(f"before_{name}") for name in ("at", *STATE)
    ).filter(pl.col("before_no_vig").is_not_null())
    seconds = (pl.col("at") - pl.col("before_at")).dt.total_microseconds() / 1e6
    told = measured(before, "before_").with_columns(seconds=seconds, speed=_speed(seconds))
    return told.filter(pl.col("direction") != PriceDirection.UNCHANGED)


def line_moves(pairs: pl.DataFrame) -> pl.DataFrame:
    """One row a series: its opening pair, with ``open_``, its last one, and the move between.

    The last pair of a game that has started is its close, if it still stood. ``opens_market`` is
    the earliest pair of a known time among the books of the market; ``crossed`` the key numbers
    between the lines.
    """
    by_series = pairs.group_by(SERIES, maintain_order=True).agg(
        pl.col("start").last(),
        *[pl.col(name).first().alias(f"open_{name}") for name in ("at", *STATE)],
        *[pl.col(name).last() for name in ("at", *STATE, "hold")],
        changes=pl.len() - 1,
    )
    seconds = (pl.col("at") - pl.col("open_at")).dt.total_microseconds() / 1e6
    return measured(by_series, "open_").with_columns(
        seconds=seconds,
        opens_market=(pl.col("open_at") == pl.col("open_at").min().over(MARKET)).fill_null(
            value=False
        ),
        crossed=_crossed(),
    )


def late_moves(pairs: pl.DataFrame, late: dt.timedelta, by: dt.datetime) -> pl.DataFrame:
    """How far each book moved in the last time before the start: SERIES and ``late_toward``.

    Null where that time has not begun by an aware instant, and where nobody knows what the book
    showed when it did, or what its line is worth.
    """
    begins = pairs.group_by(MARKET).agg(when=pl.col("start").first() - late)
    stood = panel(pairs, begins.filter(pl.col("when") <= moment(by)))
    then = stood.filter(pl.col("at").is_not_null()).select(
        *SERIES, then_line="line", then_no_vig="no_vig"
    )
    last = pairs.group_by(SERIES, maintain_order=True).agg(pl.col("line", "no_vig").last())
    both = last.join(then, on=SERIES, how="left", nulls_equal=True)
    moved = carried(pl.col("no_vig"), pl.col("line"), pl.col("then_line"))
    return both.select(*SERIES, late_toward=moved - pl.col("then_no_vig"))


def measured(frame: pl.DataFrame, before: str) -> pl.DataFrame:
    """A frame with the measures of the move from the state under that prefix to the present one."""
    then = {name: pl.col(f"{before}{name}") for name in STATE}
    toward = carried(pl.col("no_vig"), pl.col("line"), then["line"]) - then["no_vig"]
    runs = (pl.col("line") - then["line"]).fill_null(0.0)
    stands = pl.col("line").eq_missing(then["line"])
    moved = (
        from_even(then["above"])
        - from_even(pl.col("above"))
        + from_even(pl.col("below"))
        - from_even(then["below"])
    ) / 2
    told = frame.with_columns(toward=toward, runs=runs, cents=pl.when(stands).then(moved))
    return told.with_columns(direction=_direction(), magnitude=_magnitude())


def _direction() -> pl.Expr:
    """By the same bet's probability; where that cannot be told, by the line."""
    sides = pl.when(pl.col("market") == Market.RUN_LINE).then(-1).otherwise(1)
    sign = pl.coalesce(pl.col("toward"), pl.col("runs") * sides).sign()
    words = {1.0: PriceDirection.UP, -1.0: PriceDirection.DOWN, 0.0: PriceDirection.UNCHANGED}
    return sign.replace_strict(
        list(words), list(map(str, words.values())), return_dtype=pl.Enum(PriceDirection)
    )


def _magnitude() -> pl.Expr:
    """The greater of the classes of the cents and of the runs."""
    classes = list(MovementMagnitude)
    by_cents = _class(pl.col("cents").abs().fill_null(0.0), CENTS_OF_MAGNITUDE)
    by_runs = _class(pl.col("runs").abs(), RUNS_OF_MAGNITUDE)
    return pl.max_horizontal(by_cents, by_runs).replace_strict(
        list(range(len(classes))),
        list(map(str, classes)),
        return_dtype=pl.Enum(MovementMagnitude),
    )


def _speed(seconds: pl.Expr) -> pl.Expr:
    speeds = list(MoveSpeed)
    return _class(seconds, SECONDS_OF_SPEED, closed=True).replace_strict(
        list(range(len(speeds))), list(map(str, speeds)), return_dtype=pl.Enum(MoveSpeed)
    )


def _class(value: pl.Expr, ends: Sequence[float], *, closed: bool = False) -> pl.Expr:
    """How many of the classes' ends the value has passed; those that are closed hold their end."""
    passed = [value > end if closed else value >= end for end in ends]
    count = pl.sum_horizontal(each.cast(pl.Int32) for each in passed)
    return pl.when(value.is_not_null()).then(count)


def _crossed() -> pl.Expr:
    """The key numbers from the opening line to the present one, both counted, if it moved."""
    low = pl.min_horizontal("open_line", "line")
    high = pl.max_horizontal("open_line", "line")
    of_total = pl.col("market") == Market.TOTAL
    numbers = [(n, of_total) for n in KEY_TOTALS]
    numbers += [(n, pl.col("market") == Market.RUN_LINE) for n in KEY_MARGINS]
    found = [
        pl.when(of_market & (low <= n) & (n <= high) & (low < high)).then(pl.lit(n))
        for n, of_market in numbers
    ]
    return pl.concat_list(found).list.drop_nulls()
