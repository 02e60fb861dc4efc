"""The moves that a page shows, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mlbcore.db.codes import Codes
from mlbcore.db.quote_writer import Move
from mlbcore.log.events import LineMoved


def told_moves(source: str, moves: Iterable[Move], codes: Codes) -> Iterator[LineMoved]:
    """Each as the event that tells it."""
    books = codes.book_of()
    for row, (price_before, line_before, _) in moves:
        game, book, number, side_number, *_ = row
        *_, price, line, _ = row
        market, period, _, _ = codes.market_of[number]
        side = codes.side_of[side_number]
        has_line = market.has_line and side.has_line
        yield LineMoved(
            source=source,
            game=game,
            book=books[book],
            market=market,
            period=period,
            side=side,
            price=price,
            price_before=price_before,
            line=line / 4 if has_line else None,
            line_before=line_before / 4 if has_line else None,
        )
