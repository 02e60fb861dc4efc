"""Closing line value of many bets at once is that of each, against the close it should have."""

from __future__ import annotations

import random
from uuid import UUID

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mlbcore.analysis.backtest.last_word import VALUE, closing_pairs, closing_values, with_close
from mlbcore.analysis.columns.tape import PRICES
from mlbcore.analysis.ledger.closes import close_of
from mlbcore.models import Account, Bet, LineStatus, Market, Phase, Quote, Side, dollars
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


LINES = (8.0, 8.5, 9.0)
WORDS = st.tuples(
    st.sampled_from(PAIRS),
    st.sampled_from(LINES),
    st.sampled_from([LineStatus.ACTIVE, LineStatus.ACTIVE, LineStatus.SUSPENDED]),
)
Word = tuple[tuple[int, int], float, LineStatus]


def said(book: str, market: Market, words: list[Word]) -> list[Quote]:
    """What a book showed on both sides, one word every half hour."""
    return [
        evolve(quote, status=status)
        for turn, (prices, line, status) in enumerate(words, start=1)
        for quote in pair(
            book,
            *prices,
            30 * turn,
            market=market,
            line=line if market is Market.TOTAL else None,
        )
    ]


@settings(max_examples=100)
@given(
    st.dictionaries(st.sampled_from(BOOKS), st.lists(WORDS, min_size=1, max_size=2), min_size=1),
    st.sampled_from(BOOKS),
    st.sampled_from([Side.HOME, Side.AWAY, Side.OVER, Side.UNDER]),
    st.sampled_from(LINES),
    st.sampled_from(PAIRS),
    st.randoms(),
)
def test_the_ledger_measures_a_bet_by_the_same_close(
    closed: dict[str, list[Word]],
    book: str,
    side: Side,
    line: float,
    taken: tuple[int, int],
    chance: random.Random,
) -> None:
    market = Market.MONEYLINE if side in Market.MONEYLINE.sides else Market.TOTAL
    quotes = [quote for its, words in closed.items() for quote in said(its, market, words)]
    own = line if market is Market.TOTAL else None
    price = taken[side in (Side.AWAY, Side.UNDER)]
    bet = Bet(
        id=UUID(int=1),
        account=Account.PAPER,
        game=1,
        date=NOON.date(),
        market=market,
        side=side,
        line=own,
        book=book,
        price=price,
        stake=dollars(1),
        placed_at=NOON,
    )
    told = closing_row(quotes, book, side, own) | {"price": price}
    chance.shuffle(quotes)
    kept = close_of(bet, quotes)
    if kept is None:
        assert told["against"] is None
        return
    ours = pl.DataFrame([told], schema_overrides=CLOSED).select(closing_values()).row(0)
    value = kept.value
    last = None if kept.line is None else float(kept.line)
    assert (told["against"], told["close_line"], told["close_price"]) == (
        kept.against,
        last,
        kept.price,
    )
    assert ours == pytest.approx(
        (value.cents, value.points, value.ratio, value.expected_value), abs=1e-12
    )


def test_a_book_that_had_taken_its_price_down_by_the_first_pitch_has_no_close() -> None:
    down: Word = ((-110, -110), 8.0, LineStatus.SUSPENDED)
    quotes = said("fanduel", Market.MONEYLINE, [((120, -140), 8.0, LineStatus.ACTIVE), down])
    assert closing_row(quotes, "fanduel", Side.HOME)["against"] is None
    quotes += pair("betmgm", -150, 130, 60)
    told = closing_row(quotes, "fanduel", Side.HOME)
    assert (told["against"], told["close_price"]) == ("consensus", -150)
