"""Picks are kept as tickets and money are, beside them; and whose score a game has."""

from __future__ import annotations

import datetime as dt

import pytest
from attrs import evolve

from mlbcore.db.slates import Met
from mlbcore.db.store import Store
from mlbcore.errors import RecordError
from mlbcore.models import GameStatus, Listing, Market, Payload, Side, Split

NOON = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
PAGE = Payload(
    source="sbr", collector="money-line", date=NOON.date(), url="", fetched_at=NOON, body=b""
)
PICKS = Split(
    book="picks",
    market=Market.MONEYLINE,
    side=Side.HOME,
    picks_percent=66.7238421955403,
    observed_at=NOON,
)
FINAL = Listing(
    external_id="342525",
    away="SD",
    home="PHI",
    status=GameStatus.FINAL,
    away_score=7,
    home_score=7,
)


@pytest.fixture
def game(store: Store) -> int:
    store.payloads.keep(PAGE)
    return store.slates.create([(NOON.date(), "SD", "PHI")])[0]


def save(store: Store, game: int, split: Split) -> int:
    return store.splits.save([(game, split)], source="sbr", payload=1, recorded_at=NOON)


def test_picks_come_back_as_they_were_and_only_changes_are_kept(store: Store, game: int) -> None:
    moved = evolve(PICKS, picks_percent=70.0, observed_at=NOON + 2 * MINUTE)
    stored = [
        save(store, game, split)
        for split in (PICKS, evolve(PICKS, observed_at=NOON + MINUTE), moved, moved)
    ]
    assert stored == [1, 0, 1, 0]
    assert store.splits.current([game]) == {game: [moved]}
    assert store.splits.current([game], observed_by=NOON + MINUTE) == {game: [PICKS]}
    row = store.connection.execute("SELECT picks_percent FROM split_current").fetchone()
    assert row == (70.0,)


@pytest.mark.parametrize("share", [-0.1, 100.1, None])
def test_a_share_of_picks_that_is_none_is_refused(share: float | None) -> None:
    with pytest.raises(RecordError):
        evolve(PICKS, picks_percent=share)


def appear(store: Store, game: int, source: str, listing: Listing) -> tuple[object, ...] | None:
    store.slates.appear(source, [Met(listing, NOON.date(), game)], said_at=NOON)
    return store.connection.execute("SELECT away_score, home_score FROM game_date").fetchone()


@pytest.mark.parametrize("scores", [(4, 5), (None, None)])
def test_mlb_s_word_replaces_the_score_of_another_source(
    store: Store, game: int, scores: tuple[int | None, int | None]
) -> None:
    assert appear(store, game, "sbr", FINAL) == (7, 7)
    theirs = evolve(FINAL, away_score=scores[0], home_score=scores[1])
    assert appear(store, game, "mlb", theirs) == scores
    assert appear(store, game, "sbr", FINAL) == scores
