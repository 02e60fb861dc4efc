"""Bets on every outcome at different books: what they guarantee, also in whole dollars."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction

from attrs import field, frozen

from mlbcore.odds.error import OddsError
from mlbcore.odds.exact import fraction
from mlbcore.odds.price import Price
from mlbcore.odds.vig import Quoted

HANDICAPS = frozenset({"home", "away"})


def as_price(price: Quoted) -> Price:
    """A Price as it is; a whole number is American, any other decimal."""
    if isinstance(price, Price):
        return price
    return Price.from_american(price) if isinstance(price, int) else Price.from_decimal(price)


@frozen
class Offer:
    """A price for a side at a book; ``line`` is the side's own, in runs, where there is one."""

    book: str
    side: str
    price: Price = field(converter=as_price)
    line: Fraction | float | None = None


@frozen(kw_only=True)
class Arbitrage:
    """One offer for each side, which together cannot lose.

    ``roi`` is the profit for each unit staked. ``stakes`` divide the bankroll so that all sides pay
    alike, with ``profit``; ``rounded`` are whole units within the bankroll, which guarantee
    ``guaranteed``, the worst profit of any outcome. None where no bankroll or unit was given.
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
    """The best arbitrage among offers on one market, or None; exact, so never one by rounding.

    Sides must answer each other: a handicap its opposite (-1.5 with +1.5), over and under the same
    total, an outcome without a line every other of the market. Two books at least take part.
    """
    found = [combination for group in _answering(quotes) for combination in _best(group)]
    sums = [(sum((o.price.probability for o in offers), Fraction(0)), offers) for offers in found]
    best = min(sums, key=lambda pair: pair[0], default=None)
    if best is None or best[0] >= 1:
        return None
    return _staked(best[1], best[0], bankroll, unit)


def stake_split(
    decimals: Sequence[float | Fraction], total: float, unit: float | None = None
) -> list[float]:
    """The total divided so that every outcome pays the same; in whole units, as near as can be.

    In units, of all divisions that stay within the total, one whose worst outcome pays best.
    """
    exact = [Price.from_decimal(decimal).decimal for decimal in decimals]
    if not exact or not 0 < total < math.inf:
        raise OddsError(f"{total!r} cannot be divided over {len(exact)} outcomes")
    if unit is not None:
        return list(_rounded(exact, total, unit))
    book = sum((1 / decimal for decimal in exact), Fraction(0))
    return [float(fraction(total, "total") / decimal / book) for decimal in exact]


def _staked(
    offers: tuple[Offer, ...], book: Fraction, bankroll: float | None, unit: float | None
) -> Arbitrage:
    roi = 1 / book - 1
    plain = Arbitrage(offers=offers, booksum=float(book), roi=float(roi))
    if bankroll is None:
        return plain
    decimals = [offer.price.decimal for offer in offers]
    rounded = _rounded(decimals, bankroll, unit) if unit is not None else None
    return Arbitrage(
        offers=offers,
        booksum=plain.booksum,
        roi=plain.roi,
        stakes=tuple(stake_split(decimals, bankroll)),
        profit=float(roi * fraction(bankroll, "bankroll")),
        rounded=rounded,
        guaranteed=None if rounded is None else _worst(decimals, rounded),
    )


def _answering(quotes: Iterable[Offer]) -> list[dict[str, list[Offer]]]:
    """The offers by side, apart for each line on which sides answer each other."""
    groups: dict[object, dict[str, list[Offer]]] = defaultdict(lambda: defaultdict(list))
    for offer in quotes:
        line = None if offer.line is None else fraction(offer.line, "line")
        if line is not None and offer.side == "away":
            line = -line
        kind = HANDICAPS if offer.side in HANDICAPS else "others"
        groups[line, kind if line is not None else None][offer.side].append(offer)
    return list(groups.values())


def _best(sides: dict[str, list[Offer]]) -> list[tuple[Offer, ...]]:
    """The best offer of each side, of two books at least; several where the best are of one."""
    if len(sides) < 2:
        return []
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


def _rounded(decimals: Sequence[Fraction], total: float, unit: float) -> tuple[float, ...]:
    """Whole units, each within one of its exact stake rounded down, whose worst outcome is best.

    The total is not exceeded. For each payout that a stake on one side reaches, the others take
    the least that reaches it too: the best of all is among these.
    """
    if not 0 < unit <= total:
        raise OddsError(f"unit {unit!r} is not above 0 and up to {total!r}")
    size, most = fraction(unit, "unit"), fraction(total, "total")
    book = sum((1 / decimal for decimal in decimals), Fraction(0))
    counts = [math.floor(most / decimal / book / size) for decimal in decimals]
    best: tuple[Fraction, list[Fraction]] | None = None
    for decimal, count in zip(decimals, counts, strict=True):
        for tried in (count - 1, count, count + 1):
            stakes = _reaching(tried * size * decimal, decimals, counts, size)
            if stakes is None or sum(stakes) > most:
                continue
            profit = min(d * s for d, s in zip(decimals, stakes, strict=True)) - sum(stakes)
            if best is None or profit > best[0]:
                best = profit, stakes
    if best is None:
        raise OddsError(f"{total!r} in units of {unit!r} does not reach every outcome")
    return tuple(float(stake) for stake in best[1])


def _reaching(
    payout: Fraction, decimals: Sequence[Fraction], counts: Sequence[int], size: Fraction
) -> list[Fraction] | None:
    """The least whole stakes near their counts that all pay so much; None where some cannot."""
    stakes = []
    for decimal, count in zip(decimals, counts, strict=True):
        needed = max(math.ceil(payout / decimal / size), count - 1, 1)
        if needed > count + 1:
            return None
        stakes.append(needed * size)
    return stakes


def _worst(decimals: Sequence[Fraction], stakes: Sequence[float]) -> float:
    exact = [fraction(stake, "stake") for stake in stakes]
    return float(min(d * s for d, s in zip(decimals, exact, strict=True)) - sum(exact))
