"""Charts: how every book of a market moved, told of one bet so that they can be drawn together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import polars as pl
from attrs import frozen

from mlbcore.analysis.columns.carrying import carried
from mlbcore.analysis.columns.moves import KEY_MARGINS, KEY_TOTALS
from mlbcore.analysis.columns.tape import MARKET, SERIES
from mlbcore.models import Market, Period, Side
from mlbcore.models.market import ABOVE, own_line

KEY_NUMBERS = {Market.TOTAL: KEY_TOTALS, Market.RUN_LINE: KEY_MARGINS}


class MarketOfGame(NamedTuple):
    game: int
    market: Market
    period: Period = Period.GAME
    team: Side | None = None


@frozen(kw_only=True)
class Stretch:
    """What a book showed from an instant on; ``at`` is None for an opener, whose time nobody gives.

    ``until`` is when it said something else, None where it has not.

    ``fair`` is the no-vig probability (0 to 1) of the chart's bet, None where it cannot be told
    from the book's own ``line``, which is the chart's side's. ``price`` is that side's.
    """

    at: dt.datetime | None
    until: dt.datetime | None
    fair: float | None
    line: float | None
    price: int
    other_price: int


@frozen(kw_only=True)
class Track:
    book: str
    stretches: tuple[Stretch, ...]


@frozen(kw_only=True)
class Chart:
    """The books of one market, each seen from ``side`` at ``line``, which most books show."""

    key: MarketOfGame
    side: Side
    line: float | None
    start: dt.datetime | None
    tracks: tuple[Track, ...]

    @property
    def moved(self) -> bool:
        """Whether any book showed more than one price."""
        return any(len(track.stretches) > 1 for track in self.tracks)

    @property
    def key_numbers(self) -> tuple[float, ...]:
        """The key numbers of the market, as the side's line has them."""
        return KEY_NUMBERS.get(self.key.market, ())


def charts(pairs: pl.DataFrame, opinion: pl.DataFrame) -> dict[MarketOfGame, Chart]:
    """The chart of each market, of its ``pairs`` and of what ``consensus`` says of it at one time.

    Its side is the one with more than half of the probability, of a run line the one that gives
    runs, of a total the over. A market that nobody shows at that time is drawn by its last pair.
    """
    silent = pairs.join(opinion, on=MARKET, how="anti", nulls_equal=True)
    last = silent.sort("at", "book", nulls_last=False).unique(MARKET, keep="last")
    markets = pl.concat(
        [
            opinion.select(*MARKET, drawn="line", middle="median"),
            last.select(*MARKET, drawn="line", middle="no_vig"),
        ]
    )
    told = pairs.join(markets, on=MARKET, nulls_equal=True, maintain_order="left").with_columns(
        fair=carried(pl.col("no_vig"), pl.col("line"), pl.col("drawn"))
    )
    rows = told.sort(*SERIES, "at", nulls_last=False).iter_rows(named=True)
    return {key: _chart(key, list(group)) for key, group in groupby(rows, _key)}


def _key(row: Mapping[str, Any]) -> MarketOfGame:
    team = Side(row["team"]) if row["team"] else None
    return MarketOfGame(row["game"], Market(row["market"]), Period(row["period"]), team)


def _chart(key: MarketOfGame, rows: Sequence[Mapping[str, Any]]) -> Chart:
    above = _is_above(key.market, rows[0]["drawn"], rows[0]["middle"])
    side = key.market.above if above else key.market.above.other
    return Chart(
        key=key,
        side=side,
        line=own_line(side, rows[0]["drawn"]),
        start=rows[0]["start"],
        tracks=tuple(_tracks(side, rows)),
    )


def _is_above(market: Market, line: float | None, median: float | None) -> bool:
    """Whether the chart's side is home or over; home where no book's word counts."""
    if market.above is Side.OVER:
        return True
    if market is Market.RUN_LINE and line:
        return line < 0
    return median is None or median >= 0.5


def _tracks(side: Side, rows: Sequence[Mapping[str, Any]]) -> Iterator[Track]:
    for book, stretches in groupby(rows, lambda row: str(row["book"])):
        timed = sorted(stretches, key=lambda row: (row["at"] is not None, row["at"]))
        yield Track(book=book, stretches=tuple(_stretch(side, row) for row in timed))


def _stretch(side: Side, row: Mapping[str, Any]) -> Stretch:
    fair, above = row["fair"], side in ABOVE
    ours, other = ("above", "below") if above else ("below", "above")
    return Stretch(
        at=row["at"],
        until=row["until"],
        fair=fair if above or fair is None else 1 - fair,
        line=own_line(side, row["line"]),
        price=row[ours],
        other_price=row[other],
    )
