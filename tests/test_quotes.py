"""Prices are kept append only, changes only, and idempotently."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, LiteralString

import psycopg
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from mlbcore.db.quote_writer import Origin
from mlbcore.db.store import Store
from mlbcore.errors import RecordError
from mlbcore.models import LineStatus, Market, Payload, Period, Phase, Quote, Side, runs
from mlbcore.testing import strategies

NOON = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def moneyline(price: int, minutes: int = 0, **changes: Any) -> Quote:
    quote = Quote(
        book="fanduel",
        market=Market.MONEYLINE,
        side=Side.HOME,
        price=price,
        observed_at=NOON + minutes * MINUTE,
    )
    return evolve(quote, **changes)


@pytest.fixture
def game(store: Store) -> int:
    for number in range(9):
        store.payloads.keep(evolve(PAGE, url=str(number)))
    return store.slates.create([(NOON.date(), "SD", "PHI")])[0]


PAGE = Payload(
    source="sbr",
    collector="money-line",
    date=NOON.date(),
    url="",
    fetched_at=NOON,
    body=b"",
    status=200,
    content_type="text/html",
)


def save(store: Store, game: int, *quotes: Quote, payload: int = 1, minutes: int = 0) -> int:
    return store.quotes.save(
        [(game, quote) for quote in quotes],
        source="sbr",
        payload=payload,
        recorded_at=NOON + minutes * MINUTE,
    )


def test_what_is_stored_comes_back(store: Store, game: int) -> None:
    quotes = [
        moneyline(-120),
        moneyline(100, side=Side.AWAY),
        moneyline(-115, phase=Phase.OPENER, observed_at=None),
        moneyline(-110, market=Market.TOTAL, side=Side.OVER, line=8.25),
        moneyline(150, market=Market.RUN_LINE, side=Side.AWAY, line=-1.5),
    ]
    assert save(store, game, *quotes) == 5
    assert set(store.quotes.current([game])[game]) == set(quotes)


def proposition(price: int, subject: str, side: Side = Side.YES, **changes: Any) -> Quote:
    return moneyline(price, market=Market.PROP, side=side, subject=subject, **changes)


def test_each_subject_is_a_market_of_its_own(store: Store, game: int) -> None:
    quotes = [
        proposition(400, "a run in the first inning"),
        proposition(-600, "a run in the first inning", Side.NO),
        proposition(5000, "a no-hitter"),
        proposition(5000, "a no-hitter", period=Period.FIRST_FIVE),
        proposition(-115, "strikeouts of Cole", Side.OVER, line=6.5),
    ]
    assert save(store, game, *quotes) == 5
    assert save(store, game, *quotes, payload=2) == 0
    assert set(store.quotes.current([game])[game]) == set(quotes)
    no_hitter = (Market.PROP, Period.GAME, None, "a no-hitter")
    assert store.quotes.history([game], market=no_hitter) == [(game, quotes[2])]


def test_the_view_of_prices_shows_a_line_where_the_side_has_one(store: Store, game: int) -> None:
    quotes = [proposition(400, "a run"), proposition(-115, "hits", Side.OVER, line=1.5)]
    save(store, game, *quotes, moneyline(-120))
    rows = store.connection.execute("SELECT side, line, subject FROM price ORDER BY side")
    assert rows.fetchall() == [("home", None, None), ("over", 1.5, "hits"), ("yes", None, "a run")]


def test_asking_for_a_subject_that_is_not_there_writes_nothing(store: Store, game: int) -> None:
    store.connection.execute("SET TRANSACTION READ ONLY")
    unheard = (Market.PROP, Period.GAME, None, "unheard of")
    assert store.quotes.history([game], market=unheard) == []


def test_a_subject_that_another_connection_has_added_is_read(store: Store, game: int) -> None:
    known = dict(store.codes.market_of)
    store.connection.execute("INSERT INTO market VALUES (%s, 'prop', 'game', NULL, 'new')", [500])
    assert 500 not in known
    assert store.codes.market_of[500] == (Market.PROP, Period.GAME, None, "new")
    with pytest.raises(KeyError):
        store.codes.market_of[501]


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": None},
        {"subject": ""},
        {"subject": "a\x00"},
        {"line": 1.5},
        {"side": Side.OVER},
        {"side": Side.HOME},
        {"side": Side.OVER, "line": 0},
        {"market": Market.MONEYLINE, "side": Side.HOME},
    ],
    ids=str,
)
def test_a_proposition_has_a_subject_and_a_line_only_for_over_and_under(
    changes: dict[str, Any],
) -> None:
    with pytest.raises(RecordError):
        evolve(proposition(400, "a run"), **changes)


@given(st.integers(-200, 200))
def test_a_line_is_the_same_however_its_number_is_written(quarters: int) -> None:
    exact = Decimal(quarters) / 4
    written = (quarters / 4, exact, exact.quantize(Decimal("0.000")))
    assert [str(runs(number)) for number in written] == [str(exact)] * 3


@pytest.mark.parametrize("line", [True, False, "1.5", 1.3, 50.25, float("nan"), 10**30, [], 1.5j])
def test_a_line_is_a_number_of_quarter_runs(line: object) -> None:
    assert moneyline(-110, market=Market.RUN_LINE, line=1).line == 1
    with pytest.raises(RecordError):
        moneyline(-110, market=Market.RUN_LINE, line=line)


@pytest.mark.parametrize(("side", "line"), [("yes", 6), ("home", 0), ("over", 0)])
def test_the_database_refuses_a_proposition_that_cannot_be(
    store: Store, game: int, side: str, line: int
) -> None:
    save(store, game, proposition(400, "a run"))
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
        store.connection.execute(
            "INSERT INTO quote SELECT (jsonb_populate_record(q, jsonb_build_object("
            "'tick', 1, 'line', %s::int, 'side', s.id))).* FROM quote q, side s WHERE s.side = %s",
            [line, side],
        )


def test_the_same_payload_twice_adds_nothing(store: Store, game: int) -> None:
    assert save(store, game, moneyline(-120), moneyline(110, side=Side.AWAY)) == 2
    assert save(store, game, moneyline(-120), moneyline(110, side=Side.AWAY)) == 0


def test_only_a_changed_price_is_added(store: Store, game: int) -> None:
    save(store, game, moneyline(-120))
    assert save(store, game, moneyline(-120, 5), payload=2, minutes=5) == 0
    assert save(store, game, moneyline(-125, 9), payload=3, minutes=9) == 1
    assert [q.price for q in store.quotes.current([game])[game]] == [-125]


def test_a_price_that_returns_is_a_change(store: Store, game: int) -> None:
    for minute, price in enumerate((-120, -125, -120), start=1):
        assert save(store, game, moneyline(price, minute), payload=minute, minutes=minute) == 1


def test_a_late_payload_never_replaces_a_newer_price(store: Store, game: int) -> None:
    save(store, game, moneyline(-125, 9), payload=2, minutes=9)
    assert save(store, game, moneyline(-120, 1), payload=1, minutes=1) == 1
    assert [q.price for q in store.quotes.current([game])[game]] == [-125]


def test_a_corrected_close_is_kept_beside_the_first(store: Store, game: int) -> None:
    close = moneyline(-130, phase=Phase.CLOSE)
    save(store, game, close, payload=1, minutes=60)
    assert save(store, game, evolve(close, price=-135), payload=2, minutes=90) == 1
    assert save(store, game, close, payload=1, minutes=60) == 0
    assert [q.price for q in store.quotes.current([game])[game]] == [-135]


def test_an_opener_is_no_price_of_the_current_market(store: Store, game: int) -> None:
    save(store, game, moneyline(-115, phase=Phase.OPENER, observed_at=None), moneyline(-115))
    assert {q.phase for q in store.quotes.current([game])[game]} == {Phase.OPENER, Phase.PREGAME}


def test_as_of_an_instant_nothing_later_is_seen(store: Store, game: int) -> None:
    for minute, price in enumerate((-120, -125, -130), start=1):
        save(store, game, moneyline(price, minute), payload=minute, minutes=minute)
    then = store.quotes.current([game], observed_by=NOON + 2 * MINUTE)
    assert [q.price for q in then[game]] == [-125]


def test_an_unknown_book_is_kept_as_unknown(store: Store, game: int) -> None:
    save(store, game, moneyline(-120, book="sbr:newbook"))
    assert [q.book for q in store.quotes.current([game])[game]] == ["sbr:newbook"]


def test_as_of_what_we_knew_then_nothing_that_was_learned_later_is_seen(
    store: Store, game: int
) -> None:
    save(store, game, moneyline(-120, 0), payload=1, minutes=0)
    save(store, game, moneyline(-130, 5), payload=2, minutes=90)
    known = store.quotes.current([game], known_by=NOON + 60 * MINUTE)
    assert [q.price for q in known[game]] == [-120]


def test_two_prices_of_one_instant_are_both_kept_in_the_order_they_were_shown(
    store: Store, game: int
) -> None:
    ticks = [moneyline(price) for price in (-120, -125, -125, -120)]
    assert save(store, game, *ticks) == 3
    assert save(store, game, *ticks) == 0
    assert [q.price for _, q in store.quotes.history([game])] == [-120, -125, -120]
    assert [q.price for q in store.quotes.current([game])[game]] == [-120]


def test_a_payload_that_shows_a_price_again_and_again_stores_its_changes(
    store: Store, game: int
) -> None:
    prices = [(9, -130), (0, -120), (1, -120), (2, -125), (3, -125), (4, -120)]
    assert save(store, game, *(moneyline(price, minute) for minute, price in prices)) == 4
    assert [q.price for _, q in store.quotes.history([game])] == [-120, -125, -120, -130]


def test_the_history_of_a_game_is_told_by_market_and_book(store: Store, game: int) -> None:
    over = moneyline(-110, market=Market.TOTAL, side=Side.OVER, line=8.5)
    pinnacle = moneyline(-118, 2, book="pinnacle")
    save(store, game, moneyline(-120), over, pinnacle)
    market = (Market.MONEYLINE, Period.GAME, None, None)
    assert store.quotes.history([game], market=market) == [
        (game, moneyline(-120)),
        (game, pinnacle),
    ]
    assert store.quotes.history([game], book="pinnacle") == [(game, pinnacle)]
    assert store.quotes.history([game], book="nobody") == []
    assert store.quotes.history([game], observed_by=NOON) == [(game, moneyline(-120)), (game, over)]
    assert store.quotes.count([game]) == 3


def test_a_line_opens_with_its_opener_or_else_its_earliest_price(store: Store, game: int) -> None:
    opener = moneyline(-115, phase=Phase.OPENER, observed_at=None)
    late = moneyline(-118, 3, book="pinnacle")
    live = moneyline(-400, -5, book="circa", phase=Phase.LIVE)
    save(store, game, moneyline(-120), opener, late, moneyline(-125, 9, book="pinnacle"), live)
    assert store.quotes.opening([game])[game] == [opener, late]


def test_a_line_closes_at_the_first_pitch_and_not_in_play(store: Store, game: int) -> None:
    start_at(store, game, NOON + 60 * MINUTE)
    before, after = moneyline(-120, 59), moneyline(-140, 61)
    live = moneyline(-300, 70, phase=Phase.LIVE)
    stated = moneyline(-131, 60, book="pinnacle", phase=Phase.CLOSE)
    save(store, game, moneyline(-110), before, after, live, stated)
    save(store, game, moneyline(-128, 59, book="pinnacle"))
    assert store.quotes.closing([game])[game] == [before, stated]


def test_what_is_suspended_when_its_game_begins_closes_at_what_stood_before(
    store: Store, game: int
) -> None:
    start_at(store, game, NOON + 60 * MINUTE)
    before = moneyline(-120, 30)
    save(store, game, before, moneyline(-130, 60, phase=Phase.CLOSE, status=LineStatus.SUSPENDED))
    assert store.quotes.closing([game])[game] == [before]


def test_of_a_game_with_a_placeholder_start_the_last_pregame_price_closes(
    store: Store, game: int
) -> None:
    start_at(store, game, NOON, tbd=True)
    last = moneyline(-140, 120)
    save(store, game, moneyline(-110), last)
    assert store.quotes.closing([game])[game] == [last]


def start_at(store: Store, game: int, start: dt.datetime, *, tbd: bool = False) -> None:
    store.connection.execute(
        "UPDATE game SET start = %(start)s, start_tbd = %(tbd)s WHERE id = %(game)s",
        {"start": start, "tbd": tbd, "game": game},
    )


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    said=st.lists(st.tuples(st.integers(0, 3), strategies.quotes()), max_size=30),
    minutes=st.integers(0, 60),
)
def test_every_way_of_writing_stores_the_same_rows(
    said: list[tuple[int, Quote]], minutes: int, store: Store, game: int
) -> None:
    quotes = [
        (game, evolve(quote, observed_at=quote.observed_at and NOON + minute * MINUTE))
        for minute, quote in said
    ]
    origin = Origin(store.codes.source("sbr"), 1, NOON + minutes * MINUTE)
    rows = store.quotes.rows.encode(quotes)
    tables = []
    for write in (
        store.quotes.writer.merge_arrays,
        store.quotes.writer.merge_staged,
        store.quotes.writer.copy,
        store.quotes.writer.write,
    ):
        with store.connection.transaction(force_rollback=True):
            added = write(rows, origin) if rows else 0
            tables.append((added, everything(store, "quote"), everything(store, "quote_current")))
    assert tables[1:] == tables[:-1]


def everything(store: Store, table: LiteralString) -> list[tuple[Any, ...]]:
    query = sql.SQL(
        "SELECT game, nullif(observed_at, '-infinity'), recorded_at, payload, price, line, rung,"
        " book, market, side, phase, source, status, tick FROM {}"
        " ORDER BY 1, 2, 8, 9, 10, 7, 11, 14"
    )
    return store.connection.execute(query.format(sql.Identifier(table))).fetchall()


def test_a_first_load_of_many_games_reads_back_whole(store: Store, game: int) -> None:
    games = [game, *(store.slates.create([(NOON.date(), "SD", "PHI")])[0] for _ in range(9))]
    quotes = [
        (game, moneyline(-101 - minute, minute, side=side, book=book))
        for minute in range(40)
        for game in games
        for side in (Side.HOME, Side.AWAY)
        for book in ("fanduel", "pinnacle", "circa")
    ]
    origin = Origin(store.codes.source("sbr"), 1, NOON + 60 * MINUTE)
    rows = store.quotes.rows.encode(quotes)
    assert store.quotes.writer.write(rows, origin) == len(quotes)
    assert store.quotes.writer.write(rows, origin) == 0
    assert set(store.quotes.history(games)) == set(quotes)
    later = [(game, evolve(q, observed_at=NOON + 50 * MINUTE, price=-200)) for game, q in quotes]
    assert store.quotes.writer.write(store.quotes.rows.encode(later[-60:]), origin) == 60


def test_a_history_page_that_has_grown_adds_what_is_new_and_only_once(
    store: Store, game: int
) -> None:
    page = [moneyline(price, minute) for minute, price in enumerate((-110, -111, -110, -111))]
    assert save(store, game, *page[:2], payload=1, minutes=10) == 2
    assert save(store, game, *page, payload=2, minutes=20) == 2
    assert save(store, game, *page, payload=3, minutes=30) == 0
    assert [q.price for _, q in store.quotes.history([game])] == [-110, -111, -110, -111]
