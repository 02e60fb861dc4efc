"""Bets on every outcome at different books: what they guarantee, also in whole dollars."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction

from attrs import field, frozen

from mlbcore.odds.error import OddsError
from mlbcore.odds.exact import amount, listed
from mlbcore.odds.price import Price
from mlbcore.odds.quoted import as_decimal, as_price
from mlbcore.odds.sides import HANDICAP, TOTAL, as_side, bar, line_of

# Decimal prices as floats miss their market by so much: what is below 1 by less is a fair book.
FAIR = 1 - Fraction(1, 10**12)


@frozen
class Offer:
    """A price for a side at a book; ``line`` is the side's own, in runs, where there is one.

    The sides home, away, over and under are known in any case. Raises OddsError for a price or a
    line that cannot be.
    """

    book: str
    side: str = field(converter=as_side)
    price: Price = field(converter=as_price)
    line: Fraction | float | None = None

    def __attrs_post_init__(self) -> None:
        if self.line is not None:
            line_of(self.side, self.line)


@frozen(kw_only=True)
class Arbitrage:
    """One offer for each side, which together cannot lose.

    ``roi`` is the profit for each unit staked. ``stakes`` divide the bankroll so that all sides pay
    alike, with ``profit``; ``rounded`` are whole units within the bankroll, which guarantee
    ``guaranteed``, the worst profit of any outcome. None where no bankroll or unit was given, and
    where the bankroll does not reach every side in whole units.
    """

    offers: tuple[Offer, ...]
    booksum: float
    roi: float
    stakes: tuple[float, ...] | None = None
    profit: float | None = None
    rounded: tuple[float, ...] | None = None
    guaranteed: float | None = None


def arbitrage(
    quotes: Iterable[Offer], bankroll: float | None = None, unit: float | None = None
) -> Arbitrage | None:
    """The best arbitrage among offers on one market, or None where the booksum is not below 1.

    Sides must answer each other: a handicap its opposite (-1.5 with +1.5), over and under the same
    total, home and away each other. Other names, and a draw beside home and away, are outcomes of
    which one happens. Two books at least take part. Exact, and by a trillionth at least: fair
    prices as floats are none.
    """
    total = None if bankroll is None else amount(bankroll, "bankroll")
    size = None if unit is None else amount(unit, "unit")
    if total is None and size is not None:
        raise OddsError(f"a unit of {unit!r} without a bankroll")
    groups = _answering(listed(quotes, "offers"))
    found = [combination for group in groups for combination in _best(group)]
    sums = [(sum((o.price.probability for o in offers), Fraction(0)), offers) for offers in found]
    best = min(sums, key=lambda pair: pair[0], default=None)
    if best is None or best[0] >= FAIR:
        return None
    return _staked(best[1], best[0], total, size)


def stake_split(
    decimals: Iterable[float | Fraction | Price], total: float, unit: float | None = None
) -> list[float]:
    """The total divided so that every outcome pays the same; in whole units, as near as can be.

    In units each stake is within one of its exact one, rounded down, and the total is not exceeded.
    Of such divisions one whose worst outcome makes most; where no division can make anything, one
    whose worst outcome pays most. Raises OddsError where the total does not reach every outcome.
    """
    exact = [as_decimal(decimal) for decimal in listed(decimals, "decimal prices")]
    money = amount(total, "total")
    if not exact:
        raise OddsError(f"{total!r} cannot be divided over no outcome")
    if unit is None:
        return [float(stake) for stake in _even(exact, money)]
    stakes = _rounded(exact, money, amount(unit, "unit"))
    if stakes is None:
        raise OddsError(f"{total!r} in units of {unit!r} does not reach every outcome")
    return [float(stake) for stake in stakes]


def _staked(
    offers: tuple[Offer, ...], book: Fraction, total: Fraction | None, size: Fraction | None
) -> Arbitrage:
    decimals = [offer.price.decimal for offer in offers]
    roi = 1 / book - 1
    stakes = None if total is None else _even(decimals, total)
    rounded = None if total is None or size is None else _rounded(decimals, total, size)
    return Arbitrage(
        offers=offers,
        booksum=float(book),
        roi=float(roi),
        stakes=_floats(stakes),
        profit=None if total is None else float(roi * total),
        rounded=_floats(rounded),
        guaranteed=None if rounded is None else float(_worst(decimals, rounded) - sum(rounded)),
    )


def _floats(stakes: Sequence[Fraction] | None) -> tuple[float, ...] | None:
    return None if stakes is None else tuple(float(stake) for stake in stakes)


def _answering(quotes: Iterable[Offer]) -> list[dict[str, list[Offer]]]:
    """The offers by side, apart for each line on which sides answer each other.

    Without a line, home and away are outcomes like any other name: there may be a draw.
    """
    groups: dict[object, dict[str, list[Offer]]] = defaultdict(lambda: defaultdict(list))
    for offer in quotes:
        kind: tuple[str, ...] = TOTAL if offer.side in TOTAL else ()
        line = None
        if offer.line is not None:
            line = bar(offer.side, line_of(offer.side, offer.line))
            kind = HANDICAP if offer.side in HANDICAP else kind
        groups[line, kind][offer.side.strip().casefold()].append(offer)
    return [sides for sides in groups.values() if len(sides) > 1 and _whole_pair(sides)]


def _whole_pair(sides: Iterable[str]) -> bool:
    return len(set(HANDICAP).intersection(sides)) != 1


def _best(sides: dict[str, list[Offer]]) -> list[tuple[Offer, ...]]:
    """The best offer of each side, of two books at least; several where the best are of one."""
    ranked = [sorted(offers, key=lambda o: o.price, reverse=True) for offers in sides.values()]
    best = tuple(offers[0] for offers in ranked)
    if len({offer.book for offer in best}) > 1:
        return [best]
    elsewhere = [
        next((offer for offer in offers if offer.book != best[0].book), None) for offers in ranked
    ]
    return [
        (*best[:place], other, *best[place + 1 :])
        for place, other in enumerate(elsewhere)
        if other is not None
    ]


def _even(decimals: Sequence[Fraction], total: Fraction) -> list[Fraction]:
    """The stakes that all pay alike."""
    book = sum((1 / decimal for decimal in decimals), Fraction(0))
    return [total / decimal / book for decimal in decimals]


def _rounded(
    decimals: Sequence[Fraction], total: Fraction, size: Fraction
) -> list[Fraction] | None:
    """Whole units, each within one of its exact stake rounded down; None if none are enough.

    For each payout that a stake on one side reaches, the others take the least that reaches it too:
    the best of these divisions is among these. A payout above the exact one is beyond the total.
    """
    short = sum(1 / decimal for decimal in decimals) < 1
    counts = [math.floor(stake / size) for stake in _even(decimals, total)]
    tried: list[tuple[Fraction, Fraction, list[Fraction]]] = []
    for decimal, count in zip(decimals, counts, strict=True):
        for units in (count - 1, count):
            stakes = _reaching(units * decimal, decimals, counts, size)
            if sum(stakes) <= total:
                staked, worst = sum(stakes, Fraction(0)), _worst(decimals, stakes)
                tried.append((worst - staked if short else worst, -staked, stakes))
    return max(tried)[2] if tried else None


def _reaching(
    payout: Fraction, decimals: Sequence[Fraction], counts: Sequence[int], size: Fraction
) -> list[Fraction]:
    """The least whole stakes, none much below its count, that all pay so many units."""
    return [
        size * max(math.ceil(payout / decimal), count - 1, 1)
        for decimal, count in zip(decimals, counts, strict=True)
    ]


def _worst(decimals: Sequence[Fraction], stakes: Sequence[Fraction]) -> Fraction:
    return min(decimal * stake for decimal, stake in zip(decimals, stakes, strict=True))
