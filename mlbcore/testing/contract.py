"""What every source must do, as tests: subclass, give a collector, a mapper and one payload.

class TestExample(SourceContract):
    collector = Lines()
    mapper = ExampleIds()
    payload = Payload(source="example", ...)
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mlbcore.collecting import Collector, IdMapper, Registry, Window
from mlbcore.convert import structure, unstructure
from mlbcore.errors import DataError, IdentityError
from mlbcore.models import Detail, Listing, Payload, Refusal
from mlbcore.testing.bodies import altered, extreme, mutilated

EXAMPLES, COSTLY = 500, 100
UNKNOWN = ("", "?", "nobody", "-1", "0", "None")


class SourceContract:
    """The tests of one collector and its mapper, on a payload that holds at least one game.

    A collector that is ``fed`` asks for nothing itself: pages of another lead to what it reads,
    and it may say of a game no more than its id.
    """

    collector: Collector
    mapper: IdMapper
    payload: Payload
    fed = False

    def test_it_is_one_source(self) -> None:
        assert self.collector.source == self.mapper.source == self.payload.source
        assert self.collector.name == self.payload.collector

    def test_requests_are_the_same_each_time_and_within_the_window(self) -> None:
        window = Window(first=dt.date(2025, 2, 27), last=dt.date(2025, 3, 2))
        requests = list(self.collector.requests(window))
        assert requests == list(self.collector.requests(window))
        dates = [] if self.fed else list(window)
        assert [request.date for request in requests] == dates
        asked = {(request.path, *request.params.items()) for request in requests}
        assert len(asked) == len(dates)

    def test_parsing_gives_games_that_the_mapper_knows(self) -> None:
        found = list(self.collector.parse(self.payload))
        listings = [item for item in found if isinstance(item, Listing)]
        assert listings or (self.fed and any(isinstance(item, Detail) for item in found))
        for listing in listings:
            identity = self.mapper.game(listing)
            assert identity.external_id == listing.external_id
            assert identity.dates
            assert identity.away != identity.home

    def test_parsing_is_deterministic(self) -> None:
        assert list(self.collector.parse(self.payload)) == list(self.collector.parse(self.payload))

    def test_every_instant_is_aware(self) -> None:
        for item in self.collector.parse(self.payload):
            if isinstance(item, Listing | Detail):
                instants = [item.start] if isinstance(item, Listing) else []
                instants += [quote.observed_at for quote in item.quotes]
                instants += [split.observed_at for split in item.splits]
                assert all(instant is None or instant.tzinfo for instant in instants)

    def test_records_survive_conversion(self) -> None:
        for item in self.collector.parse(self.payload):
            if isinstance(item, Listing | Detail | Refusal):
                assert structure(unstructure(item), type(item)) == item

    def test_mutilated_bytes_give_records_or_a_data_error(self) -> None:
        self._only_data_errors(mutilated(self.payload.body))

    def test_changed_values_give_records_or_a_data_error(self) -> None:
        self._only_data_errors(altered(self.payload.body))

    def test_any_bytes_give_records_or_a_data_error(self) -> None:
        self._only_data_errors(st.binary())

    def test_extreme_values_give_records_or_a_data_error(self) -> None:
        self._only_data_errors(extreme(self.payload.body), COSTLY)

    def _only_data_errors(self, bodies: SearchStrategy[bytes], examples: int = EXAMPLES) -> None:
        # Given inside: hypothesis would take the subclasses of all plugins for one test.
        @settings(max_examples=examples, deadline=None)
        @given(bodies)
        def check(body: bytes) -> None:
            with suppress(DataError):
                list(self.collector.parse(evolve(self.payload, body=body)))

        check()

    @pytest.mark.parametrize("ref", UNKNOWN)
    def test_what_the_mapper_does_not_know_it_does_not_guess(self, ref: str) -> None:
        with pytest.raises(IdentityError):
            self.mapper.team(ref)
        with pytest.raises(IdentityError):
            self.mapper.book(ref)

    def test_the_mapper_knows_what_it_lists(self) -> None:
        if isinstance(self.mapper, Registry):
            assert {ref: self.mapper.team(ref) for ref in self.mapper.teams} == self.mapper.teams
            assert {ref: self.mapper.book(ref) for ref in self.mapper.books} == self.mapper.books
