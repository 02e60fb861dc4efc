"""The board: for each market of a game, the best price a side, the no-vig consensus, and splits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from statistics import fmean, median

from attrs import frozen

from mlbcore.models import (
    LineStatus,
    Market,
    Period,
    Phase,
    Quality,
    Quote,
    Side,
    Split,
    is_bettable,
)
from mlbcore.models.quote import seen_from_home
from mlbcore.odds import american_to_decimal, devig

CONSENSUS = "consensus"
# Two lines as even differ by what is lost in adding up.
EVEN_DIGITS = 9
SHOWN = (Market.MONEYLINE, Market.RUN_LINE, Market.TOTAL)
NONE_KNOWN: Mapping[Quote, Quality] = {}


@frozen(kw_only=True)
class BoardSide:
    """One side of a market.

    ``price`` is the best a bettor could have, at ``book``, which opened it at ``opener``.
    ``no_vig`` is the median of the fair probabilities (0 to 1) of the books that show both sides
    at this line, ``books`` of them; of the consensus price alone where no book does. ``quality``
    is that of the best price.
    """

    side: Side
    line: Decimal | None
    price: int | None
    book: str | None
    opener: int | None
    consensus: int | None
    no_vig: float | None
    books: int
    tickets_percent: float | None
    money_percent: float | None
    bets: int | None
    quality: Quality | None


@frozen(kw_only=True)
class BoardMarket:
    market: Market
    sides: tuple[BoardSide, BoardSide]


def board(
    quotes: Iterable[Quote],
    splits: Iterable[Split],
    qualities: Mapping[Quote, Quality] = NONE_KNOWN,
    *,
    consensus: bool = True,
) -> list[BoardMarket]:
    """The markets of one game, from its latest quotes and splits before the first pitch.

    Without ``consensus`` no fair probability is found.
    """
    quotes, splits = list(quotes), [split for split in splits if _is_public(split)]
    markets = []
    for market in SHOWN:
        ours = [q for q in quotes if q.market is market and q.period is Period.GAME]
        public = [s for s in splits if s.market is market and s.period is Period.GAME]
        if ours or public:
            markets.append(_market(market, ours, public, qualities, consensus=consensus))
    return markets


def _market(
    market: Market,
    quotes: Sequence[Quote],
    splits: Sequence[Split],
    qualities: Mapping[Quote, Quality],
    *,
    consensus: bool,
) -> BoardMarket:
    current = standing_quotes(q for q in quotes if q.phase.is_before_play)
    openers = {(q.book, q.side): q.price for q in quotes if q.phase is Phase.OPENER}
    line = main_line(current)
    shown = {key: q for key, q in current.items() if q.home_line == line}
    fair = fair_by_book(market, shown) if consensus else ()
    public = _latest_splits(splits)
    first, second = (
        _side(side, line, shown, openers, fair, public.get(side), qualities)
        for side in market.sides
    )
    return BoardMarket(market=market, sides=(first, second))


def _side(
    side: Side,
    line: Decimal | None,
    shown: Mapping[tuple[str, Side], Quote],
    openers: Mapping[tuple[str, Side], int],
    fair: Sequence[Mapping[Side, float]],
    split: Split | None,
    qualities: Mapping[Quote, Quality],
) -> BoardSide:
    offers = [q for (_, its), q in shown.items() if its is side and is_bettable(q.book)]
    best = max(offers, key=lambda q: american_to_decimal(q.price), default=None)
    consensus = shown.get((CONSENSUS, side))
    return BoardSide(
        side=side,
        line=seen_from_home(side, line),
        price=best.price if best else None,
        book=best.book if best else None,
        opener=openers.get((best.book, side)) if best else None,
        consensus=consensus.price if consensus else None,
        no_vig=median(p[side] for p in fair) if fair else None,
        books=len({q.book for q in shown.values() if is_bettable(q.book)}),
        tickets_percent=split.tickets_percent if split else None,
        money_percent=split.money_percent if split else None,
        bets=split.bets if split else None,
        quality=qualities.get(best) if best else None,
    )


def standing_quotes(quotes: Iterable[Quote]) -> dict[tuple[str, Side], Quote]:
    """The last quote of each book and side, whichever source saw it; a close is the last.

    What was taken down by then is none. A close that is suspended takes nothing down: every market
    is suspended when its game begins.
    """
    latest: dict[tuple[str, Side], Quote] = {}
    for quote in sorted(quotes, key=_lateness):
        if quote.phase is not Phase.CLOSE or quote.status is LineStatus.ACTIVE:
            latest[quote.book, quote.side] = quote
    return {key: quote for key, quote in latest.items() if quote.status is LineStatus.ACTIVE}


def _is_public(split: Split) -> bool:
    """Whether it tells of bets; what a site's users pick does not."""
    return (split.tickets_percent, split.money_percent) != (None, None)


def _latest_splits(splits: Iterable[Split]) -> dict[Side, Split]:
    before = (s for s in splits if s.phase.is_before_play)
    return {s.side: s for s in sorted(before, key=_time)}


def _lateness(quote: Quote) -> tuple[bool, dt.datetime]:
    return quote.phase is Phase.CLOSE, _time(quote)


def _time(seen: Quote | Split) -> dt.datetime:
    assert seen.observed_at is not None, "only openers have no time"
    return seen.observed_at


def main_line(current: Mapping[tuple[str, Side], Quote]) -> Decimal | None:
    """The line, seen from home or over, that most books show; the consensus' where none does.

    Of lines that as many show the one whose sides are most even, then the lowest, as
    ``at_main_line`` has it.
    """
    bettable = {key: q for key, q in current.items() if is_bettable(q.book)}
    by_line: dict[Decimal | None, dict[tuple[str, Side], Quote]] = {}
    for key, quote in (bettable or current).items():
        by_line.setdefault(quote.home_line, {})[key] = quote
    order = [
        (-len({book for book, _ in shown}), _unevenness(shown), line or Decimal(0), line)
        for line, shown in by_line.items()
    ]
    return min(order)[-1] if order else None


def _unevenness(shown: Mapping[tuple[str, Side], Quote]) -> float:
    """How far the sides are from as likely, 0 to 0.5, of books that show both."""
    (market,) = {quote.market for quote in shown.values()}
    away = [abs(fair[market.sides[0]] - 0.5) for fair in fair_by_book(market, shown)]
    return round(fmean(away), EVEN_DIGITS) if away else 0.5


def fair_by_book(
    market: Market, shown: Mapping[tuple[str, Side], Quote]
) -> list[dict[Side, float]]:
    """The fair probabilities by each book that shows both sides, or else by the consensus."""
    first, second = market.sides
    both = {book for book, side in shown if side is first and (book, second) in shown}
    books = {book for book in both if is_bettable(book)} or both & {CONSENSUS}
    pairs = [(shown[book, first].price, shown[book, second].price) for book in sorted(books)]
    return [
        dict(zip(market.sides, devig([american_to_decimal(price) for price in pair]), strict=True))
        for pair in pairs
    ]
