"""Records survive the way to plain data and back; nothing is coerced."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given

from mlbcore.convert import structure, unstructure
from mlbcore.errors import RecordError
from mlbcore.models import Game, Market, Payload, Phase, Quote, Side, Split
from mlbcore.testing import strategies


@given(strategies.games())
def test_a_game_survives_json(game: Game) -> None:
    assert structure(json.loads(json.dumps(unstructure(game))), Game) == game


@given(strategies.quotes())
def test_a_quote_survives_json(quote: Quote) -> None:
    assert structure(json.loads(json.dumps(unstructure(quote))), Quote) == quote


@given(strategies.splits())
def test_a_split_survives_json(split: Split) -> None:
    assert structure(json.loads(json.dumps(unstructure(split))), Split) == split


@given(strategies.payloads())
def test_a_payload_survives_json(payload: Payload) -> None:
    assert structure(json.loads(json.dumps(unstructure(payload))), Payload) == payload


QUOTE = unstructure(
    Quote(
        book="fanduel",
        market=Market.TOTAL,
        side=Side.OVER,
        price=-110,
        line=8.5,
        observed_at=dt.datetime(2025, 7, 2, tzinfo=dt.UTC),
    )
)


@pytest.mark.parametrize(
    "change",
    [
        {"price": "-110"},
        {"price": 1.5},
        {"price": True},
        {"price": None},
        {"price": 50},
        {"book": 15},
        {"book": None},
        {"line": 8.5},
        {"line": "8.1"},
        {"line": "eight"},
        {"line": None},
        {"line": "-8.5"},
        {"line": "50.25"},
        {"line": "NaN"},
        {"line": "sNaN"},
        {"line": "Infinity"},
        {"side": "home"},
        {"side": "left"},
        {"phase": Phase.OPENER},
        {"observed_at": "2025-07-02T00:00:00"},
        {"observed_at": None},
        {"observed_at": 1751414400},
        {"unknown": 1},
    ],
    ids=str,
)
def test_what_is_not_exactly_a_quote_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(RecordError):
        structure({**QUOTE, **change}, Quote)


def test_a_missing_key_is_named() -> None:
    without = {key: value for key, value in QUOTE.items() if key != "price"}
    with pytest.raises(RecordError, match="price"):
        structure(without, Quote)
