"""What cannot be a price, a chance, a stake, a line or a score is an OddsError everywhere."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal as Written
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import mlbcore.odds
from mlbcore.odds import GameResult, OddsError, Offer, Price, Selection
from mlbcore.odds.landing import TOTALS

# Untyped: what a checker would not let through is what is asked here.
odds: Any = mlbcore.odds
NAN, INF = math.nan, math.inf
SAME = [Offer("a", "home", 120), Offer("b", "away", 120)]
OVER, UNDER = Offer("a", "over", -110, 8), Offer("b", "under", -110, 9)

NOTHING: list[Any] = [None, "x", "", True, NAN, INF, -INF, {}, Written("sNaN"), 10**400, 10**5000]
AMERICAN = [*NOTHING, 0, 50, 99, -99, 99.5, 110.5, 10**12, "-110"]
DECIMAL = [*NOTHING, 0.5, 1, 1.0, 0, -110]
CHANCE = [*NOTHING, 1.5, -0.1, "0.5"]
PROBABILITY = [*NOTHING, 0, 1, 1.5, -0.1]
ANY_PRICE = [*NOTHING, [], 0, 50, 99, -99, 99.5 - 100, 1.0, 0.9, "1", "+99", "6/0"]
MONEY = [*(value for value in NOTHING if value is not None), 0, -5, "100"]
LINE = [*(value for value in NOTHING if value is not None), 8.3, 1000.5, -1001]
TOTAL_LINE = [*LINE, 0, -8.5]
HALF_LINE = [*TOTAL_LINE, 8.25]
SCORE = [*(value for value in NOTHING if value is not None), -1, 4.5, "4"]
LANDING = [
    {9: NAN},
    {9: -0.1},
    {9: 1.1},
    {9: "x"},
    {8: 0.6, 9: 0.6},
    {8.5: 0.1},
    {"x": 0.1},
    [9],
    9,
]

ASKED: dict[str, tuple[Callable[[Any], object], list[Any]]] = {
    "from_american": (Price.from_american, AMERICAN),
    "from_decimal": (Price.from_decimal, DECIMAL),
    "from_probability": (Price.from_probability, PROBABILITY),
    "from_fractional": (
        Price.from_fractional,
        [*NOTHING, 1.5, "6/0", "-6/4", "0/1", "6", "6/4/2", "a/b", "/", "1.5/2"],
    ),
    "parse": (Price.parse, [*NOTHING, -110, "+99", "-1O5", "0.9", "120%", "pick", "nan", "%", "/"]),
    "format": (
        lambda v: Price.parse("2", v),
        [*(value for value in NOTHING if value is not None), "foo", 7],
    ),
    "malay": (lambda v: Price.parse(v, "malay"), [*NOTHING, "1.5", "-1.5", "0"]),
    "indonesian": (lambda v: Price.parse(v, "indonesian"), [*NOTHING, "0.5", "-0.5", "0"]),
    "hong kong": (lambda v: Price.parse(v, "Hong Kong"), [*NOTHING, "-0.5", "0"]),
    "american_to_decimal": (odds.american_to_decimal, AMERICAN),
    "american_to_probability": (odds.american_to_probability, AMERICAN),
    "cents": (lambda v: odds.cents(-110, v), AMERICAN),
    "decimal_to_american": (odds.decimal_to_american, [*DECIMAL, 1e20, 1 + 1e-9]),
    "decimal_to_probability": (odds.decimal_to_probability, DECIMAL),
    "probability_to_decimal": (odds.probability_to_decimal, [*PROBABILITY, 5e-324]),
    "probability_to_american": (odds.probability_to_american, [*PROBABILITY, 1e-12, 1 - 1e-12]),
    "overround": (lambda v: odds.overround([-110, v]), ANY_PRICE),
    "overround of": (odds.overround, [None, [], (), "25", 5, iter(())]),
    "hold of": (odds.hold, [None, [], 5]),
    "devig": (lambda v: odds.devig([2.0, v]), [*DECIMAL, "2"]),
    "devig of": (odds.devig, [None, [], [2.1], "25", 5, np.array(2.0), [2.0, 0.9]]),
    "method": (lambda v: odds.devig([2, 2], v), [None, "magic", "", ["power"], 1]),
    "devig_many": (
        odds.devig_many,
        [None, "x", 1.9, [1.9, 2.0], [[1.9]], [[1.9, 2.0], [1.9]], [[1.9, NAN]], [[1.9, 1.0]]],
    ),
    "method of many": (lambda v: odds.devig_many([[2, 2]], v), [None, "magic", ["power"], 1]),
    "kelly": (lambda v: odds.kelly(v, 0.6), [*DECIMAL, "2"]),
    "kelly of": (lambda v: odds.kelly(2.0, v), CHANCE),
    "kelly push": (lambda v: odds.kelly(2.0, 0.6, push=v), [*CHANCE, 0.5]),
    "kelly fraction": (lambda v: odds.kelly(2.0, 0.6, fraction=v), [*NOTHING, 0, 2, -1]),
    "kelly cap": (
        lambda v: odds.kelly(2.0, 0.6, cap=v),
        [*(value for value in NOTHING if value is not None), -1, 1.5],
    ),
    "value": (lambda v: odds.expected_value(v, 0.6), [*DECIMAL, "2"]),
    "value of": (lambda v: odds.expected_value(2.0, v), CHANCE),
    "value push": (lambda v: odds.expected_value(2.0, 0.6, v), [*CHANCE, 0.5]),
    "growth": (lambda v: odds.growth(v, 0.6, 0.1), [*DECIMAL, "2"]),
    "growth of": (lambda v: odds.growth(2.0, v, 0.1), CHANCE),
    "growth share": (lambda v: odds.growth(2.0, 0.6, v), CHANCE),
    "growth push": (lambda v: odds.growth(2.0, 0.6, 0.2, v), [*CHANCE, 0.9]),
    "exclusive": (lambda v: odds.kelly_exclusive([2.0, v], [0.4, 0.4]), [*DECIMAL, "2"]),
    "exclusive of": (lambda v: odds.kelly_exclusive([2.0, 2.0], [0.4, v]), [*CHANCE, 0.7]),
    "exclusive all": (lambda v: odds.kelly_exclusive(v, [0.4]), [[], [2.0, 3.0], None, 2.0]),
    "at once": (lambda v: odds.kelly_simultaneous([(2.0, 0.6), (v, 0.6)]), [*DECIMAL, "2"]),
    "at once of": (lambda v: odds.kelly_simultaneous([(2.0, 0.6), (2.0, v)]), CHANCE),
    "at once all": (odds.kelly_simultaneous, [None, 5, [5], [(2.0,)], ["ab"], [(2.0, 0.6)] * 15]),
    "offer": (lambda v: Offer("a", "home", v), ANY_PRICE),
    "offer line": (lambda v: Offer("a", "home", 120, v), LINE),
    "offer total": (lambda v: Offer("a", "over", 120, v), TOTAL_LINE),
    "offer side": (lambda v: Offer("a", v, 120), [None, 1, ["home"]]),
    "bankroll": (
        lambda v: odds.arbitrage(SAME[:1], v),
        MONEY,
    ),
    "unit": (lambda v: odds.arbitrage(SAME[:1], 100, v), MONEY),
    "unit alone": (lambda v: odds.arbitrage(SAME, unit=v), [5]),
    "split": (lambda v: odds.stake_split([2.1, v], 100), DECIMAL),
    "split all": (lambda v: odds.stake_split(v, 100), [[], None, 2.1]),
    "split total": (lambda v: odds.stake_split([2.1, 2.1], v), [*MONEY, None]),
    "split unit": (lambda v: odds.stake_split([2.1, 2.1], 100, v), [*MONEY, 200, 100]),
    "middle": (lambda v: odds.middle(OVER, UNDER, v), [*MONEY, None]),
    "middle gap": (lambda v: odds.middle(UNDER, Offer("a", "over", 120, 9), v), [*MONEY, None]),
    "middle landing": (lambda v: odds.middle(OVER, UNDER, 100, v), LANDING),
    "parlay": (lambda v: odds.parlay([-110, v]), [v for v in ANY_PRICE if v is not None]),
    "parlay of": (odds.parlay, [None, [], [None], "25", 5]),
    "robin": (lambda v: odds.round_robin([-110, 120], v), [*NOTHING, 0, 3, -1, 1.5, "2"]),
    "robin of": (lambda v: odds.round_robin(v, 1), [None, [], 5]),
    "clv": (lambda v: odds.clv(v, -110), ANY_PRICE),
    "clv close": (lambda v: odds.clv(-110, v), ANY_PRICE),
    "clv fair": (
        lambda v: odds.clv(-110, -110, fair=v),
        [value for value in PROBABILITY if value is not None],
    ),
    "clv line": (lambda v: odds.clv(-110, -110, line=v, close_line=9), [*HALF_LINE, None]),
    "clv close line": (lambda v: odds.clv(-110, -110, line=9, close_line=v), [*HALF_LINE, None]),
    "clv side": (lambda v: odds.clv(-110, -110, side=v), ["left", 1, ""]),
    "clv landing": (lambda v: odds.clv(-110, -110, landing=v), LANDING),
    "score": (lambda v: GameResult(away=v, home=1), SCORE),
    "home score": (lambda v: GameResult(away=1, home=v), SCORE),
    "score of five": (lambda v: GameResult(away=1, home=1, away_five=v, home_five=0), SCORE),
    "market": (lambda v: Selection(market=v, side="over", line=8), [None, ["total"], "prop", 1]),
    "line": (lambda v: Selection(market="run_line", side="home", line=v), [*LINE, None]),
    "total": (lambda v: Selection(market="total", side="over", line=v), [*TOTAL_LINE, None]),
    "period": (
        lambda v: Selection(market="moneyline", side="home", period=v),
        [None, "ninth", ["game"]],
    ),
    "team": (
        lambda v: Selection(market="team_total", side="over", line=4, team=v),
        [None, "over", ["home"]],
    ),
}


@pytest.mark.parametrize("name", ASKED)
def test_no_function_takes_what_cannot_be(name: str) -> None:
    ask, values = ASKED[name]
    assert [place for place, value in enumerate(values) if not refused(ask, value)] == []


def refused(ask: Callable[[Any], object], value: Any) -> bool:
    try:
        ask(value)
    except OddsError:
        return True
    return False


@pytest.mark.parametrize(
    ("convert", "good", "bad"),
    [
        (odds.american_to_decimal, -110, [0, 50, -99, 99.5, 110.5, 1e10, NAN, INF]),
        (odds.american_to_probability, -110, [0, 50, -99, 99.5, 110.5, -1e10, NAN, -INF]),
        (odds.decimal_to_american, 1.9, [1, 0.5, 1e20, 1 + 1e-9, NAN, INF]),
        (odds.decimal_to_probability, 1.9, [1, 0.5, NAN, INF]),
        (odds.probability_to_decimal, 0.5, [0, 1, 5e-324, NAN]),
        (odds.probability_to_american, 0.5, [0, 1, 1e-12, 1 - 1e-12, NAN]),
    ],
)
@pytest.mark.filterwarnings("error")
def test_an_array_is_as_strict_as_a_number(convert: Any, good: float, bad: list[float]) -> None:
    assert convert([good]).tolist() == [convert(good)]
    assert convert([]).tolist() == []
    for value in bad:
        for asked in (value, [good, value], np.array([[good], [value]])):
            with pytest.raises(OddsError):
                convert(asked)
    with pytest.raises(OddsError):
        convert(["x"])


@pytest.mark.parametrize("size", [100, -101, 10**9, -(10**9)])
def test_the_ends_of_the_american_prices_are_taken(size: int) -> None:
    assert odds.decimal_to_american(odds.american_to_decimal(size)) == pytest.approx(size)
    assert odds.probability_to_american([odds.american_to_probability(size)])[0] == (
        pytest.approx(size, rel=1e-6)
    )


def test_bad_values_are_named() -> None:
    with pytest.raises(OddsError, match=r"99\.5"):
        odds.Price.from_american(99.5)
    with pytest.raises(OddsError, match=r"0\.9"):
        odds.decimal_to_probability([2.0, 0.9])
    with pytest.raises(OddsError, match="'nan' is not a price"):
        Price.parse("nan")


ANY_NUMBER: list[Callable[[float], Any]] = [
    float,
    Fraction,
    np.float64,
    np.float32,
    lambda number: Written(str(number)),
]


@pytest.mark.parametrize("kind", ANY_NUMBER)
def test_numbers_of_every_type_are_numbers_and_plain_ones_come_out(kind: Any) -> None:
    two, half, quarter = kind(2.5), kind(0.5), kind(0.25)
    answers = [
        odds.kelly(two, half, quarter, half, half),
        odds.kelly(two, half, cap=kind(0)),
        odds.expected_value(two, half, quarter),
        odds.growth(two, half, quarter, quarter),
        *odds.kelly_exclusive([two, two], [half, quarter]),
        *odds.kelly_simultaneous([(two, half), (two, half)]),
        *odds.devig([two, two]),
        *odds.stake_split([two, two], kind(100), half),
        odds.overround([two, two]),
        odds.hold([two, two]),
        odds.decimal_to_probability(two),
        odds.probability_to_decimal(half),
        odds.clv(two, two, fair=half).expected_value,
    ]
    assert [type(answer) for answer in answers] == [float] * len(answers)
    assert type(odds.decimal_to_american(two)) is int
    assert type(odds.probability_to_american(quarter)) is int
    assert odds.decimal_to_american(two) == 150
    assert Price.from_decimal(two) == Price.from_american(150)
    assert Price.from_probability(quarter) == Price.from_american(300)
    assert odds.kelly(two, half) == pytest.approx(1 / 6)


@pytest.mark.parametrize("kind", [int, np.int64, np.int32, float, np.float32, Fraction, Written])
def test_whole_numbers_of_every_type_are_american_prices(kind: Any) -> None:
    price = kind(-110)
    assert Price.from_american(price).decimal == Fraction(21, 11)
    assert odds.american_to_decimal(price) == 21 / 11
    assert type(odds.american_to_decimal(price)) is float
    assert odds.american_to_probability(price) == 11 / 21
    assert odds.cents(price, kind(120)) == 30
    assert odds.overround([price] * 2) == pytest.approx(1 / 21)
    assert odds.parlay([price] * 2).decimal == Fraction(441, 121)
    assert Offer("a", "home", price, kind(2)).price.american == -110
    assert odds.clv(price, price).cents == 0


def test_whole_numbers_of_numpy_do_not_overflow() -> None:
    price, line, bankroll, unit = (np.int64(number) for number in (120, 2, 1000, 5))
    offers = [odds.Offer("a", "home", price, -line), odds.Offer("b", "away", price, line)]
    found = odds.arbitrage(offers, bankroll, unit)
    assert found is not None
    assert found.rounded == (500, 500)
    assert odds.parlay([np.int64(1_000_003)] * 5).decimal == Fraction(1_000_103, 100) ** 5


SEQUENCES: list[Callable[[list[Any]], Any]] = [list, tuple, np.array, iter]


@pytest.mark.parametrize("kind", SEQUENCES)
def test_any_sequence_is_taken_and_left_alone(kind: Any) -> None:
    american, decimals, chances = [-110, 120], [2.1, 1.9], [0.5, 0.48]
    assert odds.overround(kind(american)) == odds.overround([-110, 120])
    assert odds.hold(kind(american)) == odds.hold([-110, 120])
    assert odds.overround(kind(decimals)) == odds.overround([2.1, 1.9])
    for method in ("power", "best", "shin"):
        assert odds.devig(kind(decimals), method) == odds.devig([2.1, 1.9], method)
    assert odds.kelly_exclusive(kind(decimals), kind(chances)) == (
        odds.kelly_exclusive([2.1, 1.9], [0.5, 0.48])
    )
    bets = [(2.1, 0.5), (1.9, 0.6)]
    assert odds.kelly_simultaneous(kind(bets)) == odds.kelly_simultaneous([(2.1, 0.5), (1.9, 0.6)])
    assert odds.stake_split(kind(decimals), 100, 1) == odds.stake_split([2.1, 1.9], 100, 1)
    assert odds.parlay(kind(american)) == odds.parlay([-110, 120])
    assert odds.round_robin(kind(american), 1) == odds.round_robin([-110, 120], 1)
    assert (american, decimals, chances) == ([-110, 120], [2.1, 1.9], [0.5, 0.48])
    assert bets == [(2.1, 0.5), (1.9, 0.6)]


def test_offers_and_tables_are_left_alone() -> None:
    landing, offers = dict(TOTALS), list(SAME)
    odds.middle(OVER, UNDER, 100, landing)
    odds.clv(-110, -110, line=8, close_line=9, fair=0.5, landing=landing)
    odds.arbitrage(offers, 100, 1)
    assert landing == TOTALS
    assert offers == SAME
