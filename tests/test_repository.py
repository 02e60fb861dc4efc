"""Every relation answers the same questions, and is written the same way."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve, fields
from hypothesis import HealthCheck, given, settings

from mlbcore.db import relations
from mlbcore.db.criteria import among, between, equal, least, most
from mlbcore.db.relation import Relation
from mlbcore.db.repository import Repository
from mlbcore.db.store import Store
from mlbcore.errors import MissingError, RecordError
from mlbcore.models import Evidence, Market, Payload, Side, Signal, SignalType, Venue
from mlbcore.testing import strategies

PARK = Venue(id=1, name="Citizens Bank Park", city="Philadelphia", capacity=42901)
VENUES = [
    PARK,
    Venue(id=2, name="Fenway Park", city="Boston", capacity=37755),
    Venue(id=3, name="Petco Park", city="San Diego"),
    Venue(id=4, name="Tropicana Field", roof_type="dome"),
]
CITY, NAME, CAPACITY = fields(Venue).city, fields(Venue).name, fields(Venue).capacity
RELATIONS = [value for value in vars(relations).values() if isinstance(value, Relation)]


@pytest.fixture
def venues(store: Store) -> Repository[Venue]:
    assert store.venues.bulk(VENUES) == len(VENUES)
    return store.venues


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda relation: relation.table)
def test_a_relation_has_the_columns_of_its_table_and_its_key_is_one(
    relation: Relation[Any], store: Store
) -> None:
    rows = store.connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %(table)s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = ''",
        {"table": relation.table},
    ).fetchall()
    assert set(relation.columns) == {name for (name,) in rows} - {"earlier"}
    assert set(relation.key) <= set(relation.columns)


STEAM = Signal(
    id=UUID(int=7),
    game=1,
    market=Market.MONEYLINE,
    side=Side.HOME,
    type=SignalType.STEAM_MOVE,
    strength=0.7,
    confidence=0.65,
    raised_at=dt.datetime(2025, 7, 2, 20, tzinfo=dt.UTC),
    detector="steam",
    version="1",
)
MOVE = Evidence(
    signal=STEAM.id,
    history="quote",
    book="pinnacle",
    market=Market.MONEYLINE,
    side=Side.HOME,
    observed_at=dt.datetime(2025, 7, 2, 19, tzinfo=dt.UTC),
    payload=1,
)
RECORDS = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@RECORDS
@given(record=strategies.venues())
def test_a_venue_comes_back_as_it_was_stored(record: Venue, store: Store) -> None:
    comes_back(store, store.venues, record)


@RECORDS
@given(data=strategies.signals())
def test_a_signal_comes_back_as_it_was_stored(data: Any, store: Store) -> None:
    comes_back(store, store.signals, evolve(data, game=a_game(store)))


@RECORDS
@given(data=strategies.analyses())
def test_an_analysis_comes_back_as_it_was_stored(data: Any, store: Store) -> None:
    store.codes.books([data.book])
    comes_back(store, store.analyses, evolve(data, game=a_game(store)))


@RECORDS
@given(data=strategies.consensuses())
def test_a_consensus_comes_back_as_it_was_stored(data: Any, store: Store) -> None:
    comes_back(store, store.consensus, evolve(data, game=a_game(store)))


def a_game(store: Store) -> int:
    return store.slates.create([(dt.date(2025, 7, 2), "SD", "PHI")])[0]


def comes_back(store: Store, repository: Repository[Any], record: Any) -> None:
    key = repository.relation.key_of(record)
    repository.delete(*key)
    repository.add(record)
    assert repository.get(*key) == record
    assert not repository.upsert(record)
    assert repository.delete(*key)
    assert repository.find(*key) is None


def test_records_are_listed_by_criteria_in_an_order_and_up_to_a_limit(
    venues: Repository[Venue],
) -> None:
    def ids(*criteria: Any, **options: Any) -> list[int]:
        return [venue.id for venue in venues.list(*criteria, **options)]

    assert ids() == [1, 2, 3, 4]
    assert ids(equal(CITY, "Boston")) == [2]
    assert ids(equal(CITY, None)) == [4]
    assert ids(among(CITY, ["Boston", "San Diego"])) == [2, 3]
    assert ids(among(CITY, [])) == []
    assert ids(between(CAPACITY, 40000, 50000)) == [1]
    assert ids(least(CAPACITY, 37755), most(NAME, "D")) == [1]
    assert ids(order=[CITY]) == [2, 1, 3, 4]
    assert ids(limit=2) == [1, 2]
    assert ids(limit=0) == []


def test_pages_follow_one_another_without_a_gap(venues: Repository[Venue]) -> None:
    first = venues.page(3)
    rest = venues.page(3, after=first[-1])
    assert [*first, *rest] == VENUES
    assert venues.page(3, after=rest[-1]) == []
    assert venues.page(1, equal(CITY, "San Diego"), after=PARK) == [VENUES[2]]


def test_records_are_counted_looked_for_and_streamed(venues: Repository[Venue]) -> None:
    assert venues.count() == 4
    assert venues.count(equal(CITY, "Boston")) == 1
    assert venues.exists(equal(CITY, "Boston"))
    assert not venues.exists(equal(CITY, "Oakland"))
    assert list(venues.stream(least(CAPACITY, 1))) == VENUES[:2]


def test_what_is_there_is_not_added_again(venues: Repository[Venue], store: Store) -> None:
    with pytest.raises(RecordError), store.connection.transaction():
        venues.add(PARK)
    assert venues.bulk([PARK, evolve(PARK, id=9)]) == 1


def test_an_upsert_never_replaces_what_is_known_by_nothing(venues: Repository[Venue]) -> None:
    assert venues.upsert(Venue(id=1, name="Citizens Bank Park", surface="grass"))
    assert venues.get(1) == evolve(PARK, surface="grass")
    assert not venues.upsert(PARK)
    assert venues.upsert(Venue(id=8, name="Daikin Park"))


def test_an_update_replaces_all_and_a_delete_removes(venues: Repository[Venue]) -> None:
    venues.update(Venue(id=1, name="The Bank"))
    assert venues.get(1) == Venue(id=1, name="The Bank")
    assert venues.delete(1)
    assert not venues.delete(1)
    with pytest.raises(MissingError, match="venue 1"):
        venues.get(1)
    with pytest.raises(MissingError):
        venues.update(PARK)


@pytest.mark.parametrize("text", ["'; DROP TABLE venue; --", '"', "\\", "%s", "{}", "%(id)s"])
def test_a_text_is_a_value_whatever_it_says(text: str, venues: Repository[Venue]) -> None:
    venues.add(Venue(id=5, name=text, city=text))
    assert [venue.name for venue in venues.list(equal(NAME, text), among(CITY, [text]))] == [text]
    assert venues.count() == 5


def test_a_field_of_another_record_is_refused(venues: Repository[Venue]) -> None:
    with pytest.raises(RecordError, match="full_name"):
        venues.list(equal(fields(relations.PITCHER.record).full_name, "x"))
    with pytest.raises(RecordError):
        venues.get()


def test_a_value_that_the_database_refuses_is_an_error_of_ours(venues: Repository[Venue]) -> None:
    with pytest.raises(RecordError):
        venues.add(Venue(id=0, name="Nowhere"))


def test_a_signal_is_kept_with_the_rows_it_rests_on(store: Store) -> None:
    game = a_game(store)
    payload, _ = store.payloads.keep(
        Payload(
            source="action",
            collector="scoreboard",
            date=dt.date(2025, 7, 2),
            url="x",
            fetched_at=dt.datetime(2025, 7, 2, tzinfo=dt.UTC),
            body=b"",
        )
    )
    store.codes.books(["pinnacle"])
    signal = evolve(STEAM, game=game)
    evidence = evolve(MOVE, payload=payload)
    assert store.signals.store(signal, [evidence])
    assert not store.signals.store(signal, [evidence])
    assert store.signals.of_game(game) == [signal]
    assert store.signals.of_game(game, raised_by=signal.raised_at - dt.timedelta(1)) == []
    assert store.signals.strong() == [signal]
    assert store.signals.strong(confidence=1.0) == []
    assert store.signals.evidence_of(signal.id) == [evidence]
