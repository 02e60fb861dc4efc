"""However public money is written, the same rows are stored."""

from __future__ import annotations

import datetime as dt
from typing import LiteralString

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from mlbcore.db.quote_writer import Origin
from mlbcore.db.store import Store
from mlbcore.models import Payload, Split
from mlbcore.testing import strategies

NOON = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
PAGE = Payload(
    source="action", collector="day", date=NOON.date(), url="page", fetched_at=NOON, body=b"page"
)


@pytest.fixture
def origin(store: Store) -> Origin:
    payload, _ = store.payloads.keep(PAGE)
    return Origin(store.codes.source("action"), payload, NOON)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, 3), strategies.splits()), min_size=1, max_size=30))
def test_every_way_of_writing_stores_the_same_rows(
    store: Store, origin: Origin, said: list[tuple[int, Split]]
) -> None:
    (game,) = store.slates.create([(NOON.date(), "SD", "PHI")])
    splits = [
        (game, evolve(split, observed_at=split.observed_at and NOON + minute * MINUTE))
        for minute, split in said
    ]

    def save(*_: object) -> int:
        return store.splits.save(
            splits, source="action", payload=origin.payload, recorded_at=origin.recorded_at
        )

    rows, tables = store.splits.rows(splits, {}), []
    for write in (store.splits.merge, store.splits.copy, save):
        with store.connection.transaction(force_rollback=True):
            added = write(rows, origin)
            tables.append((added, everything(store, "split"), everything(store, "split_current")))
            assert save() == 0
    assert tables[1:] == tables[:-1]


def everything(store: Store, table: LiteralString) -> list[tuple[object, ...]]:
    query = sql.SQL("SELECT t::text FROM (SELECT game, nullif(observed_at, '-infinity'),"
        " recorded_at, payload, tickets_percent, money_percent, picks_percent, bets, book, market,"
        " side, phase, source FROM {}) t ORDER BY 1")  # fmt: skip
    return store.connection.execute(query.format(sql.Identifier(table))).fetchall()
