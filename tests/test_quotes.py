"""Prices are kept append only, changes only, and idempotently."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from attrs import evolve

from mlbcore.db.store import Store
from mlbcore.models import Market, Phase, Quote, Side

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
    return store.games.create(NOON.date(), "SD", "PHI")


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


def test_the_same_payload_twice_adds_nothing(store: Store, game: int) -> None:
    assert save(store, game, moneyline(-120), moneyline(110, side=Side.AWAY)) == 2
    assert save(store, game, moneyline(-120), moneyline(110, side=Side.AWAY)) == 0


def test_only_a_changed_price_is_added(store: Store, game: int) -> None:
    save(store, game, moneyline(-120))
    assert save(store, game, moneyline(-120, 5), payload=2, minutes=5) == 0
    assert save(store, game, moneyline(-125, 9), payload=3, minutes=9) == 1
    assert [q.price for q in store.quotes.current([game])[game]] == [-125]


def test_a_price_that_returns_is_a_change(store: Store, game: int) -> None:
    for minute, price in enumerate((-120, -125, -120)):
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
    for minute, price in enumerate((-120, -125, -130)):
        save(store, game, moneyline(price, minute), payload=minute, minutes=minute)
    then = store.quotes.current([game], observed_by=NOON + MINUTE)
    assert [q.price for q in then[game]] == [-125]


def test_an_unknown_book_is_kept_as_unknown(store: Store, game: int) -> None:
    save(store, game, moneyline(-120, book="sbr:newbook"))
    assert [q.book for q in store.quotes.current([game])[game]] == ["sbr:newbook"]
