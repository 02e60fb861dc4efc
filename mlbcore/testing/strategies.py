"""Hypothesis strategies that draw any legal record."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from mlbcore.models import (
    BOOKS,
    TEAMS,
    BettingAnalysis,
    Consensus,
    Game,
    GameStatus,
    LineStatus,
    Market,
    Payload,
    Period,
    Phase,
    Quote,
    Recommendation,
    Risk,
    Side,
    Signal,
    SignalType,
    Split,
    Venue,
)
from mlbcore.models.quote import LINE_LIMIT
from mlbcore.odds import GameResult, Offer, Price, Selection
from mlbcore.odds.quoted import Quoted
from mlbcore.odds.sides import HANDICAP, TOTAL

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2040, 1, 1)


def instants() -> SearchStrategy[dt.datetime]:
    """Aware instants in UTC, exact to the microsecond."""
    first, last = (dt.datetime.combine(day, dt.time()) for day in (EARLIEST, LATEST))
    return st.datetimes(first, last, timezones=st.just(dt.UTC))


def prices() -> SearchStrategy[int]:
    """American prices up to a million either way; even money is +100."""
    return st.integers(100, 1_000_000) | st.integers(-1_000_000, -101)


def decimals(least: float = 1.0001, most: float = 10_001.0) -> SearchStrategy[float]:
    """Decimal prices, by default all that American prices up to a million are."""
    return st.floats(least, most)


def probabilities() -> SearchStrategy[float]:
    """Probabilities that have a price."""
    return st.floats(0.0001, 0.9999)


def fractions() -> SearchStrategy[str]:
    """Fractional prices as they are written, reduced or not: "6/4"."""
    return st.builds("{}/{}".format, st.integers(1, 10_000), st.integers(1, 10_000))


def quoted_prices() -> SearchStrategy[Quoted]:
    """Prices in every form that a function of prices of any kind takes."""
    exact = st.fractions(Fraction(10_001, 10_000), 10_001, max_denominator=10_000)
    return (
        prices()
        | decimals()
        | exact
        | fractions()
        | prices().map("{:+d}".format)
        | prices().map(Price.from_american)
    )


def decimal_markets(least: int = 2, most: int = 20) -> SearchStrategy[list[float]]:
    """Decimal prices of all outcomes of a market, of any booksum."""
    return st.lists(decimals(), min_size=least, max_size=most)


@st.composite
def offers(draw: DrawFn, side: str | None = None) -> Offer:
    """Offers of sides of one market at a handful of books, without a line."""
    return Offer(
        book=draw(st.sampled_from("abcd")),
        side=side or draw(st.sampled_from(HANDICAP)),
        price=draw(quoted_prices()),
    )


@st.composite
def selections(draw: DrawFn) -> Selection:
    """Anything that can be bet on, on whole, half and quarter lines."""
    market = draw(st.sampled_from(("moneyline", "run_line", "total", "team_total")))
    is_total = "total" in market
    quarters = draw(st.integers(1 if is_total else -60, 100))
    return Selection(
        market=market,
        side=draw(st.sampled_from(TOTAL if is_total else HANDICAP)),
        line=None if market == "moneyline" else quarters / 4,
        period=draw(st.sampled_from(("game", "first_five"))),
        team=draw(st.sampled_from(HANDICAP)) if market == "team_total" else None,
    )


@st.composite
def game_results(draw: DrawFn) -> GameResult:
    """Scores of games, also of those that did not get to the end or to the fifth inning."""
    runs = st.integers(0, 15)
    five, later = (draw(st.none() | st.tuples(runs, runs)) for _ in range(2))
    if five is None:
        return GameResult(away=None, home=None, complete=False)
    return GameResult(
        away=five[0] + later[0] if later else None,
        home=five[1] + later[1] if later else None,
        away_five=five[0],
        home_five=five[1],
        complete=later is not None and draw(st.booleans()),
    )


def lines(market: Market) -> SearchStrategy[Decimal]:
    """Lines in quarter runs that the market can have."""
    lowest = 1 if Side.OVER in market.sides else -4 * LINE_LIMIT
    quarters = st.integers(lowest, 4 * LINE_LIMIT)
    return quarters.map(lambda quarter: Decimal(quarter) / 4)


@st.composite
def quotes(draw: DrawFn) -> Quote:
    market = draw(st.sampled_from(Market))
    phase = draw(st.sampled_from(Phase))
    side = draw(st.sampled_from(market.sides))
    return Quote(
        book=draw(st.sampled_from(sorted(BOOKS))),
        market=market,
        side=side,
        price=draw(prices()),
        line=draw(lines(market)) if market.has_line and side.has_line else None,
        phase=phase,
        observed_at=None if phase is Phase.OPENER else draw(instants()),
        period=draw(st.sampled_from(Period)),
        team=draw(st.sampled_from((Side.AWAY, Side.HOME))) if market is Market.TEAM_TOTAL else None,
        status=draw(st.sampled_from(LineStatus)),
        subject=draw(names()) if market is Market.PROP else None,
    )


@st.composite
def splits(draw: DrawFn) -> Split:
    market = draw(st.sampled_from((Market.MONEYLINE, Market.RUN_LINE, Market.TOTAL)))
    phase = draw(st.sampled_from(Phase))
    share = st.floats(0, 100)
    tickets, picks = draw(st.none() | share), draw(st.none() | share)
    return Split(
        book=draw(st.sampled_from(sorted(BOOKS))),
        market=market,
        side=draw(st.sampled_from(market.sides)),
        tickets_percent=tickets,
        money_percent=draw(share if tickets is picks is None else st.none() | share),
        picks_percent=picks,
        bets=draw(st.none() | st.integers(0, 1_000_000)),
        phase=phase,
        observed_at=None if phase is Phase.OPENER else draw(instants()),
    )


@st.composite
def games(draw: DrawFn) -> Game:
    away, home = draw(st.lists(st.sampled_from(sorted(TEAMS)), min_size=2, max_size=2, unique=True))
    score = draw(st.none() | st.tuples(st.integers(0, 60), st.integers(0, 60)))
    return Game(
        id=draw(st.integers(1, 1_000_000)),
        date=draw(st.dates(EARLIEST, LATEST)),
        game_number=draw(st.integers(1, 2)),
        away=away,
        home=home,
        start=draw(st.none() | instants()),
        start_tbd=draw(st.booleans()),
        status=draw(st.none() | st.sampled_from(GameStatus)),
        venue=draw(st.none() | st.text(max_size=30)),
        away_score=score[0] if score else None,
        home_score=score[1] if score else None,
        ids=draw(
            st.dictionaries(
                st.sampled_from(("mlb", "sbr", "action")),
                st.tuples(st.text("0123456789", min_size=1)),
            )
        ),
    )


@st.composite
def payloads(draw: DrawFn) -> Payload:
    return Payload(
        source=draw(st.sampled_from(("mlb", "sbr", "action"))),
        collector=draw(st.sampled_from(("schedule", "money-line"))),
        date=draw(st.dates(EARLIEST, LATEST)),
        url=draw(st.text(max_size=30)),
        fetched_at=draw(instants()),
        body=draw(st.binary(max_size=200)),
        status=draw(st.integers(200, 299)),
        content_type=draw(st.text(max_size=30)),
        complete=draw(st.booleans()),
    )


def names() -> SearchStrategy[str]:
    """Texts as a database keeps them."""
    return st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=20)


@st.composite
def venues(draw: DrawFn) -> Venue:
    optional = st.none() | names()
    return Venue(
        id=draw(st.integers(1, 1_000_000)),
        name=draw(names()),
        city=draw(optional),
        timezone=draw(optional),
        capacity=draw(st.none() | st.integers(0, 200_000)),
        roof_type=draw(optional),
    )


@st.composite
def signals(draw: DrawFn) -> Signal:
    market = draw(st.sampled_from(Market).filter(lambda market: market is not Market.PROP))
    score = st.floats(0, 1)
    return Signal(
        id=draw(st.uuids()),
        game=1,
        market=market,
        team=draw(st.sampled_from((Side.AWAY, Side.HOME))) if market is Market.TEAM_TOTAL else None,
        side=draw(st.sampled_from(market.sides)),
        type=draw(st.sampled_from(SignalType)),
        strength=draw(score),
        confidence=draw(score),
        raised_at=draw(instants()),
        detector=draw(names()),
        version=draw(names()),
        books_for=tuple(draw(st.lists(st.sampled_from(sorted(BOOKS)), max_size=3))),
        indicators_for=tuple(draw(st.lists(names(), max_size=3))),
        features=draw(st.dictionaries(names(), st.floats(-1e6, 1e6), max_size=3)),
    )


@st.composite
def consensuses(draw: DrawFn) -> Consensus:
    market = draw(st.sampled_from((Market.MONEYLINE, Market.RUN_LINE, Market.TOTAL)))
    fair = sorted(draw(st.lists(probabilities(), min_size=3, max_size=3)))
    return Consensus(
        game=1,
        market=market,
        side=draw(st.sampled_from(market.sides)),
        observed_at=draw(instants()),
        line=draw(lines(market)) if market.has_line else None,
        lowest_no_vig=fair[0],
        median_no_vig=fair[1],
        mean_no_vig=fair[1],
        highest_no_vig=fair[2],
        hold=draw(st.floats(-0.5, 0.5)),
        books=draw(st.integers(1, 30)),
        stale=tuple(draw(st.lists(st.sampled_from(sorted(BOOKS)), max_size=3))),
    )


@st.composite
def analyses(draw: DrawFn) -> BettingAnalysis:
    market = draw(st.sampled_from((Market.MONEYLINE, Market.RUN_LINE, Market.TOTAL)))
    return BettingAnalysis(
        id=draw(st.uuids()),
        game=1,
        market=market,
        side=draw(st.sampled_from(market.sides)),
        line=draw(lines(market)) if market.has_line else None,
        book=draw(st.sampled_from(sorted(BOOKS))),
        price=draw(prices()),
        fair_probability=draw(probabilities()),
        expected_value=draw(st.floats(-0.9, 10)),
        stake=draw(st.floats(0, 1)),
        recommendation=draw(st.sampled_from(Recommendation)),
        risk=draw(st.sampled_from(Risk)),
        confidence=draw(st.floats(0, 1)),
        signals=tuple(draw(st.lists(st.uuids(), max_size=3))),
        risks=draw(st.dictionaries(names(), st.sampled_from(Risk), max_size=3)),
        features=draw(st.dictionaries(names(), st.floats(-10, 10), max_size=3)),
        analysed_at=(analysed_at := draw(instants())),
        best_at=draw(st.none() | st.just(analysed_at)),
        analyser=draw(names()),
        version=draw(names()),
    )
