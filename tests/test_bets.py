"""The ledger in the database: nothing is lost, and a correction stands beside what it corrects."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings

from mlbcore.analysis.ledger.accounts import settled
from mlbcore.db.slates import Met
from mlbcore.db.store import Store
from mlbcore.errors import LimitError, RecordError
from mlbcore.models import (
    EASTERN,
    Account,
    Bet,
    Deposit,
    GameStatus,
    Listing,
    Market,
    Payload,
    Phase,
    Quote,
    Side,
)
from mlbcore.odds import Settlement
from mlbcore.pipeline.betting import bankroll_of, closes_of, place_bet, settle_bets
from mlbcore.settings import BettingSettings
from mlbcore.testing.bets import HOME_BET, bets, deposits

DATE = dt.date(2025, 7, 2)
NOON = dt.datetime(2025, 7, 2, 12, tzinfo=EASTERN)
NIGHT = NOON + dt.timedelta(hours=11)
LIMITS = BettingSettings(max_daily=2)
RECORDS = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SCHEDULE = Payload(
    source="mlb", collector="schedule", date=DATE, url="page", fetched_at=NOON, body=b""
)


def final(store: Store) -> int:
    """A game that MLB has named and that ended 3 to 5."""
    game = unnamed(store)
    payload, _ = store.payloads.keep(SCHEDULE)
    listing = Listing(external_id=str(777000 + game), away="SD", home="PHI")
    store.slates.link("mlb", [Met(listing, DATE, game)], payload=payload)
    score(store, game, 3, 5)
    return game


def unnamed(store: Store) -> int:
    return store.slates.create([(DATE, "SD", "PHI")])[0]


def score(
    store: Store,
    game: int,
    away: int | None,
    home: int | None,
    status: GameStatus = GameStatus.FINAL,
) -> None:
    store.connection.execute(
        "UPDATE game SET status = %(status)s, start = %(start)s, away_score = %(away)s,"
        " home_score = %(home)s WHERE id = %(game)s",
        {"game": game, "status": status, "start": NOON, "away": away, "home": home},
    )


def bet(game: int, number: int = 1) -> Bet:
    return evolve(
        HOME_BET,
        id=UUID(int=number),
        account=Account.REAL,
        game=game,
        price=-110,
        stake=Decimal(11),
        placed_at=NOON - dt.timedelta(hours=1),
    )


@RECORDS
@given(one=bets())
def test_a_bet_comes_back_as_it_was_kept_and_settled(one: Bet, store: Store) -> None:
    kept = evolve(one, game=final(store))
    assert store.bets.add(evolve(kept, settlement=None, payout=None, settled_at=None))
    assert store.bets.settle(kept) is not kept.is_open
    assert store.bets.get(kept.id) == kept
    assert store.bets.open() == ([kept] if kept.is_open else [])
    store.connection.execute("DELETE FROM bet")


@RECORDS
@given(one=deposits())
def test_a_deposit_comes_back_as_it_was_made(one: Deposit, store: Store) -> None:
    assert store.deposits.bulk([one]) == 1
    assert store.deposits.bulk([one]) == 0
    assert store.deposits.get(one.id) == one
    assert store.deposits.delete(one.id)


def test_a_bet_is_kept_once(store: Store) -> None:
    one = bet(final(store))
    assert store.bets.add(one)
    assert not store.bets.add(one)
    assert store.bets.count() == 1


def test_a_bet_on_a_game_that_may_yet_be_none_is_refused(store: Store) -> None:
    with pytest.raises(RecordError, match="MLB has not named game"):
        store.bets.add(bet(unnamed(store)))


def test_a_game_that_has_a_bet_stays(store: Store) -> None:
    one = bet(final(store))
    store.bets.add(one)
    with pytest.raises(RecordError), store.savepoint():
        store.slates.dissolve(one.game)
    assert store.bets.get(one.id) == one


def test_a_bet_is_settled_once_and_a_correction_stands_beside_the_first(store: Store) -> None:
    one = bet(final(store))
    store.bets.add(one)
    (change,), _ = settle_bets(store, NIGHT)
    assert change.after == settled(one, Settlement.WIN, NIGHT) == store.bets.get(one.id)
    assert settle_bets(store, NIGHT + dt.timedelta(1)) == ([], [])
    score(store, one.game, 6, 5)
    (change,), _ = settle_bets(store, NIGHT + dt.timedelta(2))
    assert change.before.settlement is Settlement.WIN
    assert change.after.settlement is Settlement.LOSS
    rows = store.connection.execute("SELECT number, settlement, payout FROM settlement")
    assert rows.fetchall() == [(1, "win", 21), (2, "loss", 0)]


def test_what_is_settled_as_it_stands_is_not_written_again(store: Store) -> None:
    one = bet(final(store))
    store.bets.add(one)
    assert store.bets.settle(settled(one, Settlement.WIN, NIGHT))
    assert not store.bets.settle(settled(one, Settlement.WIN, NIGHT + dt.timedelta(1)))
    assert not store.bets.settle(settled(evolve(one, id=UUID(int=9)), Settlement.WIN, NIGHT))
    with pytest.raises(RecordError), store.savepoint():
        store.bets.settle(one)
    assert store.bets.get(one.id) == settled(one, Settlement.WIN, NIGHT)


def test_a_game_that_is_put_off_voids_its_bets_and_one_that_goes_on_does_not(store: Store) -> None:
    one, other = bet(final(store)), bet(final(store), 2)
    store.bets.add(one)
    store.bets.add(other)
    score(store, one.game, None, None, GameStatus.POSTPONED)
    score(store, other.game, 3, 5, GameStatus.SUSPENDED)
    (change,), (pending,) = settle_bets(store, NIGHT)
    assert change.after == settled(one, Settlement.VOID, NIGHT)
    assert (pending.bet, pending.reason) == (other, "the game is suspended")


def test_bets_placed_later_are_not_settled_yet(store: Store) -> None:
    store.bets.add(bet(final(store)))
    assert settle_bets(store, NOON - dt.timedelta(hours=2)) == ([], [])


def test_the_bets_of_a_day_are_those_of_the_eastern_date(store: Store) -> None:
    game = final(store)
    midnight = dt.datetime(2025, 7, 2, tzinfo=EASTERN)
    instants = [midnight + dt.timedelta(seconds=s) for s in (-1, 0, 24 * 3600 - 1, 24 * 3600)]
    for number, instant in enumerate(instants):
        store.bets.add(evolve(bet(game, number), placed_at=instant.astimezone(dt.UTC)))
    store.bets.add(evolve(bet(game, 9), account=Account.PAPER))
    assert [b.placed_at for b in store.bets.placed_on(Account.REAL, DATE)] == instants[1:3]


def test_bets_are_found_by_the_date_of_their_game(store: Store) -> None:
    one = bet(final(store))
    store.bets.add(one)
    assert store.bets.on_games_of(DATE, DATE) == [one]
    assert store.bets.on_games_of(DATE + dt.timedelta(1), dt.date.max) == []


def test_a_bet_of_real_money_is_kept_within_the_limits(store: Store) -> None:
    game = final(store)
    with pytest.raises(LimitError, match="max_juice"):
        place_bet(store, evolve(bet(game), price=-170), LIMITS, beyond=False)
    for number in (1, 2):
        place_bet(store, bet(game, number), LIMITS, beyond=False)
    place_bet(store, bet(game, 2), LIMITS, beyond=False)
    with pytest.raises(LimitError, match="2 bets were placed that day"):
        place_bet(store, bet(game, 3), LIMITS, beyond=False)
    place_bet(store, evolve(bet(game, 3), price=-170), LIMITS, beyond=True)
    place_bet(store, evolve(bet(game, 4), account=Account.PAPER, price=-170), LIMITS, beyond=False)
    assert store.bets.count() == 4


def test_a_bankroll_begins_with_the_setting_on_paper_only(store: Store) -> None:
    def rolls() -> list[Decimal]:
        return [bankroll_of(store, account, LIMITS) for account in (Account.PAPER, Account.REAL)]

    assert rolls() == [1000, 0]
    store.deposits.add(
        Deposit(id=UUID(int=1), account=Account.REAL, amount=Decimal(100), deposited_at=NOON)
    )
    store.bets.add(bet(final(store)))
    assert rolls() == [1000, 100]
    settle_bets(store, NIGHT)
    assert rolls() == [1000, 110]


def test_a_bet_is_measured_by_the_close_of_the_source_that_is_believed_first(store: Store) -> None:
    one = bet(final(store))
    store.bets.add(one)
    payload, _ = store.payloads.keep(SCHEDULE)
    quotes = [
        Quote(
            book="fanduel",
            market=Market.MONEYLINE,
            side=side,
            price=price,
            phase=phase,
            observed_at=NOON - dt.timedelta(minutes=minutes),
        )
        for side, price, phase, minutes in (
            (Side.HOME, -105, Phase.PREGAME, 30),
            (Side.HOME, -120, Phase.CLOSE, 0),
            (Side.AWAY, 100, Phase.CLOSE, 0),
        )
    ]
    other, _ = store.payloads.keep(evolve(SCHEDULE, source="action"))
    dearer = [(one.game, evolve(q, price=q.price - 10)) for q in quotes[1:2]]
    store.quotes.save(dearer, source="action", payload=other, recorded_at=NIGHT)
    store.quotes.save(
        [(one.game, q) for q in quotes], source="mlb", payload=payload, recorded_at=NIGHT
    )
    assert closes_of(store, [one]) == {}
    (change,), _ = settle_bets(store, NIGHT)
    (close,) = closes_of(store, [change.after]).values()
    assert (close.against, close.price, close.value.cents) == ("fanduel", -120, 10)
    assert close.fair == pytest.approx((120 / 220) / (120 / 220 + 0.5))
