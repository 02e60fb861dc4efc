"""What is asked of games, and of the archive."""

from __future__ import annotations

import datetime as dt

import pytest
from attrs import evolve

from mlbcore.db.coverage import Coverage
from mlbcore.db.slates import Met
from mlbcore.db.store import Store
from mlbcore.errors import IdentityError
from mlbcore.models import EASTERN, Listing, Market, Payload, Quote, Side

DATE = dt.date(2025, 7, 2)
NOON = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
LISTED = Listing(external_id="342525", away="SD", home="PHI")
PAGE = Payload(
    source="sbr", collector="money-line", date=DATE, url="page", fetched_at=NOON, body=b"one"
)


def listed(store: Store, date: dt.date, away: str = "SD", home: str = "PHI") -> int:
    game = store.slates.create([(date, away, home)])[0]
    store.connection.execute(
        "INSERT INTO game_date (game, date, source, said_at, game_number, start_tbd)"
        " VALUES (%(game)s, %(date)s, %(source)s, %(said_at)s, 1, false)",
        {"game": game, "date": date, "source": store.codes.source("mlb"), "said_at": NOON},
    )
    return game


def test_a_team_has_its_games_at_home_and_away(store: Store) -> None:
    home, away = listed(store, DATE), listed(store, DATE + dt.timedelta(1), "PHI", "NYM")
    listed(store, DATE, "BOS", "NYY")
    found = store.games.of_team("PHI", DATE, DATE + dt.timedelta(1))
    assert [game.id for game in found] == [home, away]


def test_the_slate_of_today_is_that_of_the_eastern_date(store: Store) -> None:
    game = listed(store, dt.datetime.now(EASTERN).date())
    assert [one.id for one in store.games.today()] == [game]


def test_games_that_are_being_played_are_found(store: Store) -> None:
    game = listed(store, DATE)
    assert store.games.live() == []
    store.connection.execute("UPDATE game SET status = 'live'")
    assert [one.id for one in store.games.live()] == [game]


def test_a_game_is_found_by_any_of_its_ids(store: Store) -> None:
    payload, _ = store.payloads.keep(PAGE)
    game = listed(store, DATE)
    store.slates.link("sbr", [Met(LISTED, DATE, game)], payload=payload)
    assert store.games.with_id("sbr", "342525").id == game
    with pytest.raises(IdentityError, match="mlb 342525"):
        store.games.with_id("mlb", "342525")


def test_coverage_counts_what_each_source_has_of_a_date(store: Store) -> None:
    payload, _ = store.payloads.keep(PAGE)
    game, _ = listed(store, DATE), listed(store, DATE, "BOS", "NYY")
    store.slates.link("sbr", [Met(LISTED, DATE, game)], payload=payload)
    quote = Quote(
        book="circa", market=Market.MONEYLINE, side=Side.HOME, price=-120, observed_at=NOON
    )
    store.quotes.save([(game, quote)], source="sbr", payload=payload, recorded_at=NOON)
    assert store.games.coverage(DATE, DATE) == [
        Coverage(DATE, "sbr", games=2, with_id=1, with_quotes=1, with_splits=0),
        Coverage(DATE, "mlb", games=2, with_id=0, with_quotes=0, with_splits=0),
    ]


def test_a_team_that_is_not_in_the_registry_is_kept_by_its_code(store: Store) -> None:
    listed(store, DATE, "XYZ", "PHI")
    assert (store.teams.get("XYZ").name, store.teams.get("PHI").name) == (
        "XYZ",
        "Philadelphia Phillies",
    )


def test_the_same_bytes_again_are_a_sighting_and_other_bytes_a_payload(store: Store) -> None:
    first, _ = store.payloads.keep(PAGE)
    again, archived = store.payloads.keep(evolve(PAGE, fetched_at=NOON + MINUTE))
    other, _ = store.payloads.keep(evolve(PAGE, fetched_at=NOON + 2 * MINUTE, body=b"other"))
    assert (again, archived) == (first, PAGE)
    assert other != first
    assert store.payloads.sightings(first) == [NOON, NOON + MINUTE]


def test_a_fetch_that_was_overtaken_parts_what_was_seen_before_it_from_after(store: Store) -> None:
    first, _ = store.payloads.keep(PAGE)
    for minutes in (2, 4, 6):
        store.payloads.keep(evolve(PAGE, fetched_at=NOON + minutes * MINUTE))
    late, _ = store.payloads.keep(evolve(PAGE, fetched_at=NOON + 3 * MINUTE, body=b"late"))
    ((overtaken, parted),) = store.takings.overtakers([late])
    assert overtaken == late
    assert store.payloads.get(parted) == evolve(PAGE, fetched_at=NOON + 4 * MINUTE)
    assert store.payloads.sightings(first) == [NOON, NOON + 2 * MINUTE]
    assert store.payloads.sightings(parted) == [NOON + 4 * MINUTE, NOON + 6 * MINUTE]
    assert store.takings.overtakers([parted]) == []
