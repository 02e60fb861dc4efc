"""What is said of games: a later word replaces an earlier one, in whatever order they come."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

from attrs import define, evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlbcore.collecting import Identity, Parsed, Request, Window
from mlbcore.db.pool import Database
from mlbcore.db.store import Store
from mlbcore.models import (
    Context,
    Detail,
    DoubleHeader,
    GameType,
    Listing,
    Payload,
    Pitcher,
    Side,
    Starter,
    Venue,
    Weather,
    WeatherCondition,
)
from mlbcore.pipeline.ingest import Ingest

NOON = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)
DAY = dt.date(2025, 7, 2)
MAYBE = st.none() | st.integers(1, 3)


@st.composite
def details(draw: st.DrawFn) -> Detail:
    capacity, wind, innings, pitcher = (draw(MAYBE) for _ in range(4))
    return Detail(
        external_id="1",
        venue=Venue(id=1, name=draw(st.sampled_from("ab")), capacity=capacity),
        weather=Weather(condition=WeatherCondition.CLEAR, wind_mph=wind),
        context=Context(
            game_type=GameType.REGULAR,
            season=2025,
            double_header=DoubleHeader.NONE,
            innings=innings,
            attendance=draw(MAYBE),
        ),
        pitchers=(Pitcher(id=pitcher, full_name="A"),) if pitcher else (),
        starters=(Starter(side=Side.HOME, pitcher=pitcher),) if pitcher else (),
    )


def written(store: Store, pages: list[tuple[int, Detail]]) -> list[list[object]]:
    """All tables after the pages of these hours, and then as they were before."""
    store.connection.execute("SAVEPOINT before")
    (game,) = store.slates.create([(DAY, "SD", "PHI")])
    for hour, detail in pages:
        store.facts.save([(game, detail)], said_at=NOON + dt.timedelta(hours=hour))
    tables: list[list[object]] = [
        [evolve(row, game=0) for row in table.list()]
        for table in (store.weather, store.starters, store.contexts)
    ]
    tables += [list(store.venues.list()), list(store.pitchers.list())]
    store.connection.execute("ROLLBACK TO before")
    return tables


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(details(), min_size=1, max_size=4), data=st.data())
def test_any_order_and_repetition_of_pages_gives_the_same_rows(
    said: list[Detail], data: st.DataObject, store: Store
) -> None:
    pages = list(enumerate(said))
    again = data.draw(st.permutations(pages + data.draw(st.lists(st.sampled_from(pages)))))
    assert written(store, again) == written(store, pages)


def venue(**said: int | str) -> Detail:
    return Detail(external_id="1", venue=Venue(id=1, **({"name": "a"} | said)))  # type: ignore[arg-type]


def test_an_earlier_word_fills_only_what_is_not_known(store: Store) -> None:
    store.facts.save([(1, venue(capacity=2))], said_at=NOON)
    earlier = venue(capacity=1, city="Here")
    assert store.facts.save([(1, earlier)], said_at=NOON - dt.timedelta(hours=1)) == (1, 1)
    assert store.venues.get(1) == Venue(id=1, name="a", capacity=2, city="Here", said_at=NOON)


def test_what_is_said_again_is_counted_and_not_new(store: Store) -> None:
    assert store.facts.save([(1, venue())], said_at=NOON) == (1, 1)
    assert store.facts.save([(1, venue())], said_at=NOON) == (1, 0)
    assert store.facts.save([(1, venue())], said_at=NOON + dt.timedelta(hours=1)) == (1, 0)


@define
class Pages:
    """Days that list games, and pages of games that name no more than an id."""

    source: str = "mlb"
    name: str = "day"
    parsed: int = 0

    def requests(self, window: Window) -> list[Request]:
        return []

    def parse(self, payload: Payload) -> Iterator[Parsed]:
        self.parsed += 1
        for id in json.loads(payload.body):
            if self.name == "day":
                yield Listing(external_id=id, away="SD", home="PHI", dates=(DAY,), start=NOON)
            else:
                yield evolve(venue(), external_id=id)

    def team(self, ref: str) -> str:
        return ref

    def book(self, ref: str) -> str:
        return ref

    def game(self, record: Listing) -> Identity:
        return Identity(record.dates, record.away, record.home, record.start, 1, record.external_id)


def page(collector: str, *ids: str) -> Payload:
    return Payload(
        source="mlb",
        collector=collector,
        date=DAY,
        url=collector,
        fetched_at=NOON,
        body=json.dumps(ids).encode(),
    )


def test_a_page_of_details_waits_for_its_game_and_is_not_read_for_ever(database: Database) -> None:
    day, game = Pages(), Pages(name="game")
    ingest = Ingest(database, [day, game], {"mlb": day})
    early = ingest.take(*ingest.archive(page("game", "7")))
    assert (early.unmatched, early.new) == (1, 0)
    ingest.retry_unmatched()
    ingest.retry_unmatched()
    assert game.parsed == 1
    ingest.take(*ingest.archive(page("day", "7")))
    assert ingest.take_waiting().new == 1
    with database.reading() as store:
        assert store.venues.count() == 1
        assert store.unmatched.count() == 0
    ingest.take_waiting()
    assert game.parsed == 2


def test_a_page_of_details_takes_no_game_off_its_date(database: Database) -> None:
    day, game = Pages(), Pages(name="game")
    ingest = Ingest(database, [day, game], {"mlb": day})
    ingest.take(*ingest.archive(page("day", "7", "8")))
    assert ingest.take(*ingest.archive(page("game", "7"))).new == 1
    with database.reading() as store:
        assert store.connection.execute("SELECT count(*) FROM game_date").fetchone() == (2,)
