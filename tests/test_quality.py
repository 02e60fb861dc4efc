"""The quality of prices follows from rules, and a book seen through two sources counts once."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Callable

import psycopg
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.analysis.board import board
from mlbcore.analysis.quality.price import (
    judge_price,
    price_history,
    qualities,
)
from mlbcore.analysis.quality.rules import Rule, is_below
from mlbcore.analysis.sources import freshest, series
from mlbcore.models import Market, Phase, Quality, Quote, Seen, Side
from mlbcore.testing import strategies

NOON = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
Run = Callable[..., subprocess.CompletedProcess[str]]


def seen(
    side: Side = Side.AWAY,
    price: int = -110,
    *,
    source: str = "sbr",
    observed_at: dt.datetime | None = NOON,
    late: dt.timedelta = dt.timedelta(0),
    book: str = "draftkings",
) -> Seen:
    quote = Quote(
        book=book,
        market=Market.MONEYLINE,
        side=side,
        price=price,
        observed_at=observed_at,
        phase=Phase.PREGAME if observed_at else Phase.OPENER,
    )
    return Seen(1, source, (observed_at or NOON) + late, quote)


def sights() -> st.SearchStrategy[Seen]:
    """Sights in which the same book, market and time often come again."""
    times = st.none() | st.sampled_from([NOON, NOON + HOUR])
    return st.builds(
        seen,
        st.sampled_from([Side.AWAY, Side.HOME]),
        st.sampled_from([-130, -110, 105, 300]),
        source=st.sampled_from(["sbr", "action", "mlb", "other"]),
        observed_at=times,
        late=st.sampled_from([dt.timedelta(0), HOUR, 2 * HOUR]),
        book=st.sampled_from(["draftkings", "fanduel"]),
    )


@pytest.mark.parametrize(
    ("sight", "other", "named", "expected"),
    [
        (seen(), seen(Side.HOME), True, Quality.EXCELLENT),
        (seen(), seen(Side.HOME), False, Quality.HIGH),
        (seen(late=2 * HOUR), seen(Side.HOME), True, Quality.HIGH),
        (seen(), seen(Side.HOME, 300), True, Quality.HIGH),
        (seen(late=2 * HOUR), seen(Side.HOME), False, Quality.MEDIUM),
        (seen(), None, True, Quality.MEDIUM),
        (seen(observed_at=None, late=9 * HOUR), None, True, Quality.MEDIUM),
        (seen(), None, False, Quality.LOW),
        (seen(late=2 * HOUR), None, False, Quality.LOW),
    ],
)
def test_a_price_is_of_the_class_of_as_many_rules_as_it_meets(
    sight: Seen, other: Seen | None, named: bool, expected: Quality
) -> None:
    judgement = judge_price(sight, other.quote if other else None, named=named)
    assert judgement.quality is expected


def test_a_price_at_another_line_does_not_answer() -> None:
    away, home = (
        evolve(
            seen(side),
            quote=evolve(seen(side).quote, market=Market.RUN_LINE, line=line),
        )
        for side, line in ((Side.AWAY, 1.5), (Side.HOME, 2.5))
    )
    assert judge_price(away, home.quote, named=True).missed == (Rule.PAIRED, Rule.FAIR)


@given(strategies.prices(), strategies.prices(), st.booleans())
def test_which_side_is_called_home_changes_nothing(one: int, two: int, named: bool) -> None:
    pairs = [
        [seen(Side.AWAY, one), seen(Side.HOME, two)],
        [seen(Side.HOME, one), seen(Side.AWAY, two)],
    ]
    classes = [set(qualities(pair, named=named).values()) for pair in pairs]
    assert classes[0] == classes[1]
    assert len(classes[0]) == 1


@given(sights(), st.none() | sights())
def test_one_more_rule_met_never_lowers_the_class(sight: Seen, other: Seen | None) -> None:
    answer = other.quote if other else None
    plain = judge_price(sight, answer, named=False, apart=True).quality
    fresh = evolve(sight, recorded_at=sight.quote.observed_at or sight.recorded_at)
    partner = evolve(sight.quote, side=sight.quote.side.other, price=-sight.quote.price)
    for better in (
        judge_price(sight, answer, named=True, apart=True),
        judge_price(fresh, answer, named=False, apart=True),
        judge_price(sight, partner, named=False, apart=True),
        judge_price(sight, answer, named=False),
    ):
        assert not is_below(better.quality, plain)


def test_a_price_of_a_history_is_judged_by_what_its_book_showed_at_its_time() -> None:
    history = [
        seen(Side.AWAY, -110),
        seen(Side.HOME, -110, observed_at=NOON + HOUR),
        seen(Side.AWAY, -115, observed_at=NOON + 2 * HOUR),
        seen(Side.AWAY, -115, source="action", observed_at=NOON + 2 * HOUR),
    ]
    assert [found.quality for _, found in price_history(history, named=True)] == [
        Quality.MEDIUM,
        Quality.EXCELLENT,
        Quality.EXCELLENT,
        Quality.EXCELLENT,
    ]


def test_a_price_is_paired_with_what_its_own_source_shows_before_that_of_another() -> None:
    stale = seen(Side.HOME, 300, source="action")
    history = [seen(Side.HOME, -110), stale, seen(source="action"), seen()]
    fair = [judgement.rules[Rule.FAIR] for _, judgement in price_history(history, named=True)]
    assert fair == [True, False, False, True]


@given(st.lists(sights(), max_size=8).flatmap(lambda s: st.tuples(st.just(s), st.permutations(s))))
def test_the_order_in_which_sources_are_read_does_not_matter(
    both: tuple[list[Seen], list[Seen]],
) -> None:
    given_, shuffled = (
        {series(sight): sight.quote for sight in freshest(sights)} for sights in both
    )
    assert given_ == shuffled
    assert len(freshest(both[0])) == len({series(sight) for sight in both[0]})


def test_the_fresher_price_counts_and_on_a_tie_that_of_the_first_source() -> None:
    later = seen(price=120, source="action", observed_at=NOON + HOUR)
    assert freshest([later, seen(price=110)]) == [later]
    tied = seen(price=130, source="sbr", observed_at=NOON + HOUR)
    assert freshest([tied, later]) == [tied]


def test_a_book_that_two_sources_show_counts_once() -> None:
    both = [
        seen(side, source=source) for side in (Side.AWAY, Side.HOME) for source in ("sbr", "action")
    ]
    one = freshest(both)
    [market] = board([sight.quote for sight in one], [], qualities(one, named=True))
    assert [side.books for side in market.sides] == [1, 1]
    assert [side.quality for side in market.sides] == [Quality.EXCELLENT] * 2


def test_propositions_of_two_subjects_are_two_markets() -> None:
    first, second = (
        Seen(
            1,
            "action",
            NOON,
            Quote(
                book="draftkings",
                market=Market.PROP,
                subject=subject,
                side=Side.YES,
                price=120,
                observed_at=NOON,
            ),
        )
        for subject in ("a run in the first inning", "extra innings")
    )
    assert freshest([first, second]) == [first, second]


@pytest.mark.slow
def test_lines_and_board_say_the_quality_of_each_price(
    dsn: str, poll: Callable[..., None], mlbcore: Run
) -> None:
    poll(dsn)
    url = {"MLBCORE_DATABASE_URL": dsn}
    rows = json.loads(mlbcore("board", "--date", "2025-07-02", "--format", "json", **url).stdout)
    classes = set(Quality)
    assert {row["quality"] for row in rows if row["price"]} <= classes
    assert all((row["quality"] is None) == (row["price"] is None) for row in rows)
    game = next(row["game"] for row in rows if row["market"] == "moneyline" and row["price"])
    shown = mlbcore("lines", str(game), "--market", "moneyline", "--format", "json", **url)
    history = json.loads(shown.stdout)
    with psycopg.connect(dsn) as connection:
        stored = connection.execute(
            "SELECT count(*) FROM price WHERE game = %s AND market = 'moneyline'", [game]
        ).fetchone()
    assert stored == (len(history),)
    assert {row["source"] for row in history} == {"sbr", "action"}
    assert {row["quality"] for row in history} <= classes
    early = mlbcore("lines", str(game), "--as-of", "2020-01-01T00:00Z", "--format", "json", **url)
    assert {row["observed_at"] for row in json.loads(early.stdout)} <= {None}
    assert mlbcore("lines", "999999", **url).returncode == 2
