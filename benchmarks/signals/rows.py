"""The same signals row by row with pandas: what the columns are measured beside, and checked by.

One market at a time, one row after another in order of time, with what stood kept in dictionaries.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from statistics import median
from typing import Any, NamedTuple

from mlbcore.models import BOOKS
from mlbcore.odds import american_to_probability
from mlbcore.odds.landing import TOTALS
from mlbcore.settings import DetectorRules

ABOVE = ("home", "over")
Found = tuple[str, int, str, str, dt.datetime]


class Pair(NamedTuple):
    at: dt.datetime
    line: float
    above: int
    below: int
    fair: float


class Walk:
    """One market of one game, row by row."""

    def __init__(self, game: int, market: str, start: dt.datetime, rules: DetectorRules) -> None:
        self.game, self.market, self.start, self.rules = game, market, start, rules
        self.sides: dict[str, dict[bool, tuple[float, int]]] = defaultdict(dict)
        self.pairs: dict[str, list[Pair]] = defaultdict(list)
        self.shares: dict[bool, tuple[float, float, float]] = {}
        self.movers: list[tuple[dt.datetime, str, bool]] = []
        self.early: float | None = None
        self.last: dict[tuple[str, ...], dt.datetime] = {}

    def instant(self, at: dt.datetime, rows: Any) -> Iterator[Found]:
        """What is found once the rows of an instant are read."""
        priced, told = set(), False
        for _, row in rows.iterrows():
            above = row["side"] in ABOVE
            if row["history"] == "price":
                line = 0.0 if self.market == "moneyline" else row["line"]
                own = line if above or self.market != "run_line" else -line
                sides, shown = self.sides[row["book"]], (own, int(row["price"]))
                if sides.get(above) != shown:
                    sides[above] = shown
                    priced.add(row["book"])
            else:
                share = (row["tickets"], row["money"], row["bets"])
                told = told or self.shares.get(above) != share
                self.shares[above] = share
        moved = [book for book in sorted(priced) if self._pair(at, book)]
        yield from self._steam(at, moved)
        yield from self._lead(at, moved)
        if len(self.shares) == 2:
            yield from self._reverse(at, sorted(self.pairs) if told else moved)
            if told:
                yield from self._money(at)

    def _pair(self, at: dt.datetime, book: str) -> bool:
        both = self.sides[book]
        if len(both) < 2 or both[True][0] != both[False][0]:
            return False
        (line, above), (_, below) = both[True], both[False]
        first, second = american_to_probability(above), american_to_probability(below)
        if not 0.98 <= first + second <= 1.15:
            return False
        self.pairs[book].append(Pair(at, line, above, below, first / (first + second)))
        return True

    def _steam(self, at: dt.datetime, moved: list[str]) -> Iterator[Found]:
        rule = self.rules.steam
        before = len(self.movers)
        for book in moved:
            now = self.pairs[book][-1]
            then = [pair for pair in self.pairs[book] if pair.at <= at - rule.window]
            if not then or not BOOKS[book].bettable:
                continue
            toward, cents, runs = self._measured(then[-1], now)
            enough = abs(cents or 0) >= rule.cents or abs(runs) >= rule.runs
            if (enough or abs(toward or 0) >= rule.toward) and (way := toward or runs):
                self.movers.append((at, book, way > 0))
        if len(self.movers) == before:
            return
        within = [one for one in self.movers if one[0] > at - rule.window]
        ways = {way for *_, way in within}
        if len({book for _, book, _ in within}) >= rule.books and len(ways) == 1:
            yield from self._first("steam_move", at, rule.window, within[-1][2])

    def _lead(self, at: dt.datetime, moved: list[str]) -> Iterator[Found]:
        rule = self.rules.lead
        for book in moved:
            if not BOOKS[book].sharp or len(self.pairs[book]) < 2:
                continue
            then, now = self.pairs[book][-2:]
            others = [
                pairs[-1].fair
                for other, pairs in self.pairs.items()
                if BOOKS[other].bettable
                and not BOOKS[other].sharp
                and pairs
                and pairs[-1].line == now.line
            ]
            toward = self._measured(then, now)[0]
            if len(others) < rule.books or not toward:
                continue
            gap = now.fair - median(others)
            if abs(gap) >= rule.gap and gap * toward > 0:
                yield from self._first("book_conflict", at, rule.again, gap > 0, book)

    def _reverse(self, at: dt.datetime, books: list[str]) -> Iterator[Found]:
        rule = self.rules.reverse
        tickets, _, bets = self.shares[True]
        public = max(tickets, 100 - tickets)
        if public < rule.tickets or bets < rule.bets:
            return
        above = tickets > 50
        for book in books:
            opened, now = self.pairs[book][0], self.pairs[book][-1]
            fair = self._carried(now, opened.line)
            if fair is None:
                continue
            against = opened.fair - fair if above else fair - opened.fair
            if against >= rule.moved:
                yield from self._first("reverse_line_movement", at, rule.again, not above)
                return

    def _money(self, at: dt.datetime) -> Iterator[Found]:
        rule = self.rules.money
        tickets, money, bets = self.shares[True]
        if bets < rule.bets:
            return
        excess = money - tickets
        share = money if excess > 0 else 100 - money
        if abs(excess) >= rule.divergence and share >= rule.money:
            yield from self._first("sharp_action", at, rule.again, excess > 0)
        public, above = max(tickets, 100 - tickets), tickets > 50
        its_money = money if above else 100 - money
        if public >= rule.lean and its_money < public:
            yield from self._first("consensus_fade", at, rule.again, not above)
        if at < self.start - rule.late:
            self.early = money
        elif self.early is not None and abs(gone := money - self.early) >= rule.surge:
            flip = (money - 50) * (self.early - 50) < 0
            kind = "late_flip" if flip else "late_money"
            yield from self._first(kind, at, rule.again, gone > 0)

    def _measured(self, then: Pair, now: Pair) -> tuple[float | None, float | None, float]:
        fair = self._carried(now, then.line)
        toward = None if fair is None else fair - then.fair
        cents = None
        if now.line == then.line:
            above, below = _cents(then.above, now.above), _cents(now.below, then.below)
            cents = (above + below) / 2
        return toward, cents, now.line - then.line

    def _carried(self, pair: Pair, to: float) -> float | None:
        if pair.line == to:
            return pair.fair
        if not all(4.5 <= line <= 13.5 for line in (pair.line, to)):
            return None
        up, push = _up_to(pair.line), TOTALS.get(int(pair.line), 0.0) * (pair.line % 1 == 0)
        over = pair.fair * (1 - push) + up - _up_to(to)
        fair = over / (1 - TOTALS.get(int(to), 0.0) * (to % 1 == 0))
        return fair if 0 < fair < 1 else None

    def _first(
        self,
        kind: str,
        at: dt.datetime,
        window: dt.timedelta,
        above: bool,
        *more: str,
    ) -> Iterator[Found]:
        """A finding, unless it follows another of its kind within the window."""
        totals = self.market == "total"
        side = ("over" if totals else "home") if above else ("under" if totals else "away")
        name = (kind, side, *more)
        before = self.last.get(name)
        self.last[name] = at
        if before is None or at - before > window:
            yield kind, self.game, self.market, side, at


def found_by_rows(games: Any, prices: Any, splits: Any, rules: DetectorRules) -> set[Found]:
    """The findings of pandas frames of a season."""
    import pandas

    told: set[Found] = set()
    both = pandas.concat([prices.assign(history="price"), splits.assign(history="split")])
    starts = dict(zip(games["game"], games["start"], strict=True))
    for (game, market), events in both.sort_values("at").groupby(["game", "market"]):
        walk = Walk(game, market, starts[game], rules)
        for at, rows in events.groupby("at"):
            told.update(walk.instant(at, rows))
    return told


def _cents(first: int, second: int) -> int:
    """By how many cents a price fell from the first to the second."""
    return _from_even(first) - _from_even(second)


def _from_even(price: int) -> int:
    return price + 100 if price < 0 else price - 100


def _up_to(line: float) -> float:
    return sum(share for runs, share in TOTALS.items() if runs <= line)
