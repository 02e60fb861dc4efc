"""The old table of splits: one row a game, market, source and book."""

from __future__ import annotations

from collections.abc import Iterator

from mlbcore.errors import RecordError
from mlbcore.legacy import cells
from mlbcore.legacy.ids import book_code
from mlbcore.legacy.prices import AWAY_HOME, OVER_UNDER, both_splits, moment_of, pair_of_shares
from mlbcore.legacy.sheets import OldRow
from mlbcore.models import Listing, Market, Split

MARKETS = {
    "moneyline": (Market.MONEYLINE, AWAY_HOME),
    "spread": (Market.RUN_LINE, AWAY_HOME),
    "total": (Market.TOTAL, OVER_UNDER),
}
AWAY_OR_UNDER, HOME_OR_OVER = "away_or_under", "home_or_over"


def splits_of(row: OldRow, game: Listing) -> Iterator[Split | str]:
    """The shares of a row, or why they are not taken; without a book they are its source's."""
    try:
        yield from list(_splits(row, game))
    except RecordError as error:
        yield str(error)


def _splits(row: OldRow, game: Listing) -> Iterator[Split]:
    kind = (cells.said(row.cells.get("split_type")) or "").lower()
    book = cells.said(row.cells.get("book")) or cells.said(row.cells.get("source"))
    if kind not in MARKETS or book is None:
        raise RecordError(
            f"split_type {kind!r}" if kind not in MARKETS else "neither book nor source"
        )
    market, sides = MARKETS[kind]
    # Away before home, but over before under.
    ends = (AWAY_OR_UNDER, HOME_OR_OVER) if sides is AWAY_HOME else (HOME_OR_OVER, AWAY_OR_UNDER)
    tickets, money, bets = (
        [row.cells.get(f"{end}_{what}") for end in ends]
        for what in ("bets_percentage", "stake_percentage", "bets")
    )
    shares = pair_of_shares("tickets", *tickets), pair_of_shares("money", *money)
    moment = moment_of(game, cells.instant(row.cells.get("last_updated")))
    counts = tuple(map(cells.counted, bets))
    yield from both_splits(book_code(book), market, sides, shares, counts, moment)
