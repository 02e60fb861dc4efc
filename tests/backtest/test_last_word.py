"""Closing line value of many bets at once is that of each, against the close it should have."""

from __future__ import annotations

from uuid import UUID

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlbcore.analysis.closes import close_of
from mlbcore.analysis.last_word import VALUE, closing_pairs, closing_values, with_close
from mlbcore.analysis.tape import PRICES
from mlbcore.models import Account, Bet, Market, Phase, Quote, Side, dollars
from mlbcore.odds import OddsError, clv
from mlbcore.testing.strategies import prices
from mlbcore.testing.tapes import NOON, pair, tape_of

CLOSED = pl.Schema(
    {name: PRICES[name] for name in ("market", "period", "side", "line", "price")}
    | {"close_line": pl.Float64(), "close_price": pl.Int64(), "close_fair": pl.Float64()}
)
BET = pl.Schema(
    {name: PRICES[name] for name in ("game", "market", "period", "team", "side", "book", "line")}
)
Row = dict[str, object]
BOOKS = ("betmgm", "draftkings", "fanduel", "pinnacle")
PAIRS = [(-110, -110), (120, -140), (-135, 115), (-105, -115), (150, -170), (-240, 200)]


@st.composite
def closed_bets(draw: st.DrawFn) -> Row:
    market = draw(st.sampled_from([Market.MONEYLINE, Market.TOTAL, Market.RUN_LINE]))
    side = draw(st.sampled_from(market.sides))
    lines: tuple[float | None, float | None] = (None, None)
    if market is not Market.MONEYLINE:
        halves = st.integers(8, 28) if market is Market.TOTAL else st.integers(-15, 15)
        one, other = draw(st.tuples(halves, halves))
        lines = one / 2, other / 2
    return {
        "market": market,
        "period": "game",
        "side": side,
        "line": lines[0],
        "price": draw(prices()),
        "close_line": lines[1],
        "close_price": draw(prices()),
        "close_fair": draw(st.floats(0.02, 0.98)),
    }


def one_by_one(row: Row) -> tuple[float, float, float, float | None]:
    """By ``clv``: with the lines where they differ, without a fair value where it has none."""
    moved = row["line"] != row["close_line"]
    lines = {"line": row["line"], "close_line": row["close_line"], "side": row["side"]}
    price, close, fair = row["price"], row["close_price"], row["close_fair"]
    try:
        told = clv(price, close, fair=fair, **(lines if moved else {}))  # type: ignore[arg-type]
    except OddsError:
        told = clv(price, close)  # type: ignore[arg-type]
    return told.cents, told.points, told.ratio, told.expected_value


@settings(max_examples=60)
@given(st.lists(closed_bets(), min_size=1, max_size=60))
def test_many_values_are_each_what_clv_says(rows: list[Row]) -> None:
    told = pl.DataFrame(rows, schema=CLOSED).select(closing_values())
    assert tuple(told.columns) == VALUE
    for ours, row in zip(told.rows(), rows, strict=True):
        theirs = one_by_one(row)
        assert (ours[3] is None) == (theirs[3] is None)
        assert ours == pytest.approx(theirs, abs=1e-9)


def closing_row(quotes: list[Quote], book: str, side: Side, line: float | None = None) -> Row:
    market = Market.MONEYLINE if side in Market.MONEYLINE.sides else Market.TOTAL
    bet = {"game": 1, "market": market, "period": "game", "side": side, "book": book, "line": line}
    shown = closing_pairs(tape_of(quotes))
    return with_close(pl.DataFrame([bet], schema=BET), shown).row(0, named=True)


def test_a_bet_is_measured_by_the_last_price_of_its_own_book() -> None:
    quotes = [*pair("fanduel", -110, -110, 10), *pair("fanduel", -130, 110, 60)]
    quotes += pair("draftkings", -200, 170, 90)
    told = closing_row(quotes, "fanduel", Side.AWAY)
    assert (told["against"], told["close_price"]) == ("fanduel", 110)
    assert told["close_fair"] == pytest.approx((100 / 210) / (100 / 210 + 130 / 230))


def test_a_bet_whose_book_has_no_close_is_measured_by_the_median_of_the_others() -> None:
    quotes = [*pair("fanduel", -110, -110, phase=Phase.OPENER)]
    for book, above, below in (("draftkings", -120, 100), ("betmgm", -130, 110)):
        quotes += pair(book, above, below, 60)
    quotes += pair("pinnacle", -150, 130, 60)
    told = closing_row(quotes, "fanduel", Side.HOME)
    assert (told["against"], told["close_price"]) == ("consensus", -130)


def test_the_median_is_that_at_the_line_most_books_closed_at() -> None:
    quotes = pair("fanduel", -110, -110, market=Market.TOTAL, line=8, phase=Phase.OPENER)
    for book, line in (("draftkings", 8.5), ("betmgm", 8.5), ("pinnacle", 9.0)):
        quotes += pair(book, -105, -115, 60, market=Market.TOTAL, line=line)
    told = closing_row(quotes, "fanduel", Side.UNDER, 8.0)
    assert (told["close_line"], told["close_price"]) == (8.5, -115)


def test_a_market_that_nobody_closed_has_no_value() -> None:
    opened = pair("fanduel", -110, -110, phase=Phase.OPENER)
    told = closing_row(opened, "fanduel", Side.HOME)
    assert {told[name] for name in ("against", "close_price", "close_fair")} == {None}


def test_a_close_that_is_the_opener_again_is_a_close() -> None:
    quotes = pair("fanduel", -120, 100, phase=Phase.OPENER)
    quotes += pair("fanduel", -120, 100, 300, phase=Phase.CLOSE)
    told = closing_row(quotes, "fanduel", Side.HOME)
    assert (told["against"], told["close_price"]) == ("fanduel", -120)


def test_the_closing_line_is_the_bets_own_sides() -> None:
    quotes = pair("fanduel", 120, -140, 60, market=Market.RUN_LINE, line=-1.5)
    bet = {"game": 1, "market": "run_line", "period": "game", "side": "away", "book": "fanduel"}
    shown = closing_pairs(tape_of(quotes))
    told = with_close(pl.DataFrame([bet | {"line": 1.5}], schema=BET), shown).row(0, named=True)
    assert (told["close_line"], told["close_price"]) == (1.5, -140)


@settings(max_examples=30)
@given(
    st.dictionaries(st.sampled_from(BOOKS), st.sampled_from(PAIRS), min_size=1),
    st.sampled_from(BOOKS),
    st.sampled_from([Side.HOME, Side.AWAY]),
    st.sampled_from(PAIRS),
)
def test_the_ledger_measures_a_bet_by_the_same_close(
    closed: dict[str, tuple[int, int]], book: str, side: Side, taken: tuple[int, int]
) -> None:
    quotes = [quote for its, prices in closed.items() for quote in pair(its, *prices, 60)]
    price = taken[side is Side.AWAY]
    bet = Bet(
        id=UUID(int=1),
        account=Account.PAPER,
        game=1,
        date=NOON.date(),
        market=Market.MONEYLINE,
        side=side,
        book=book,
        price=price,
        stake=dollars(1),
        placed_at=NOON,
    )
    kept = close_of(bet, quotes)
    told = closing_row(quotes, book, side) | {"price": price}
    assert kept is not None
    ours = pl.DataFrame([told], schema_overrides=CLOSED).select(closing_values()).row(0)
    value = kept.value
    assert (told["against"], told["close_price"]) == (kept.against, kept.price)
    assert ours == pytest.approx(
        (value.cents, value.points, value.ratio, value.expected_value), abs=1e-12
    )
