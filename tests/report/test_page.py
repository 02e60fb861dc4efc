"""The page of a date: what it says, what it says is missing, and that texts stay texts."""

from __future__ import annotations

import datetime as dt
from html.parser import HTMLParser

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mlbcore.analysis.board import board
from mlbcore.analysis.charts import MarketOfGame, charts
from mlbcore.analysis.columns.pairs import pairs
from mlbcore.analysis.columns.panel import at_instant, panel
from mlbcore.analysis.market.consensus import consensus
from mlbcore.analysis.signals.found import found, signals_in
from mlbcore.models import Game, GameStatus, LineStatus, Market, Phase, Quote
from mlbcore.report.page import slate_page
from mlbcore.report.slate import GameOfPage, MarketOfPage, SignalOfPage, Slate
from mlbcore.settings import ConsensusRule, DetectorRules
from mlbcore.testing.tapes import NOON, START, pair, public, tape_of

LATER = START + dt.timedelta(hours=4)
GAME = Game(
    id=1,
    date=NOON.date(),
    away="BOS",
    home="NYY",
    start=START,
    status=GameStatus.FINAL,
    venue="Yankee Stadium",
    away_score=2,
    home_score=3,
    ids={"mlb": ("777000",), "sbr": ()},
)
EMPTY = GameOfPage(
    game=GAME,
    markets=tuple(
        MarketOfPage(market=market, board=None, chart=None, opinion=None)
        for market in (Market.MONEYLINE, Market.RUN_LINE, Market.TOTAL)
    ),
    signals=(),
    arbitrages=(),
)
# What could end a text, a tag, an attribute or a style, and any letters around it.
HOSTILE = st.builds(
    "{}{}{}".format,
    st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=8),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "\"'><img src=x onerror=y>",
            "</style>",
            "</svg><b>",
            "&amp;<",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=8),
)


def slate_of(*games: GameOfPage, as_of: dt.datetime | None = None) -> Slate:
    return Slate(
        date=NOON.date(), as_of=as_of, when=as_of or LATER, answers={"sbr": LATER}, games=games
    )


def a_game(venue: str, book: str, id: str, *last: Quote) -> GameOfPage:
    """A game with prices of one book that moved, what was said last, and the public against it."""
    quotes = [
        *pair(book, -110, -110, phase=Phase.OPENER),
        *pair(book, -130, 110, 60),
        *pair("fanduel", -120, 100, 60),
        *last,
    ]
    splits = public((20.0, 75.0), 120)
    tape = tape_of(quotes, splits)
    shown = pairs(tape)
    opinion = consensus(panel(shown, at_instant(shown, LATER)), ConsensusRule())
    (row,) = opinion.to_dicts()
    (moneyline,) = board(quotes, splits)
    told = signals_in(tape, found(tape, DetectorRules()))
    rests = SignalOfPage(
        signal=told[0][0],
        prices=tuple(tape.prices.to_dicts()),
        splits=tuple(tape.splits.to_dicts()),
    )
    drawn = MarketOfPage(
        market=Market.MONEYLINE,
        board=moneyline,
        chart=charts(shown, opinion)[MarketOfGame(1, Market.MONEYLINE)],
        opinion=row,
    )
    game = evolve(GAME, venue=venue, ids={"mlb": (id,)})
    return GameOfPage(
        game=game, markets=(drawn, *EMPTY.markets[1:]), signals=(rests,), arbitrages=()
    )


class Structure(HTMLParser):
    """The tags of a page with the names of their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, ...]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.text += f" {data}"


@pytest.mark.slow
@settings(max_examples=25)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_whatever_a_source_calls_things_they_are_text_on_the_page(
    venue: str, book: str, id: str
) -> None:
    page = Structure(slate_page(slate_of(a_game(venue, f"sbr:{book}", id))))
    plain = Structure(slate_page(slate_of(a_game("park", "sbr:unheard", "1"))))
    assert page.tags == plain.tags
    assert venue in page.text
    assert book in page.text
    assert id in page.text


def test_a_page_asks_for_nothing_and_runs_nothing() -> None:
    page = slate_page(slate_of(a_game("park", "betmgm", "1")))
    tags = {tag for tag, *_ in Structure(page).tags}
    assert tags & {"script", "link", "img", "iframe", "object", "embed", "base", "form"} == set()
    assert "default-src 'none'" in page
    assert "url(" not in page
    assert "@import" not in page


def test_what_is_missing_is_said() -> None:
    text = Structure(slate_page(slate_of(EMPTY))).text
    assert text.count("Neither prices nor splits.") == 3
    assert "No signal." in text
    assert "no prices" in text
    assert "sbr none" in text
    assert "No game is stored for this date." in Structure(slate_page(slate_of())).text


def test_a_page_of_a_past_instant_tells_neither_status_nor_score() -> None:
    now = Structure(slate_page(slate_of(EMPTY))).text
    then = Structure(slate_page(slate_of(EMPTY, as_of=START))).text
    assert "2-3" in now
    assert "final" in now
    assert "2-3" not in then
    assert "final" not in then


def test_a_price_that_was_taken_down_says_until_when_it_stood() -> None:
    down = [evolve(q, status=LineStatus.SUSPENDED) for q in pair("betmgm", -130, 110, 200)]
    page = slate_page(slate_of(a_game("park", "betmgm", "1", *down)))
    assert "Jul 2 13:00 to Jul 2 15:20" in " ".join(Structure(page).text.split())


def test_signals_stand_with_their_numbers_and_the_rows_they_rest_on() -> None:
    text = " ".join(Structure(slate_page(slate_of(a_game("park", "betmgm", "1")))).text.split())
    assert "sharp action" in text
    assert "NYY tickets 20% · NYY money 75%" in text
    assert "time not given BetMGM NYY -110 opener sbr 1" in text


def test_an_arbitrage_names_both_bets_with_their_shares() -> None:
    row = {
        "market": "total",
        "period": "first_five",
        "team": None,
        "line": 8.5,
        "book": "fanduel",
        "price": 105,
        "share": 0.494,
        "book_below": "betmgm",
        "price_below": 100,
        "share_below": 0.506,
        "roi": 0.012,
    }
    text = Structure(slate_page(slate_of(evolve(EMPTY, arbitrages=(row,))))).text
    assert "Total, first five: over 8.5 +105 at FanDuel (49.4% of the stakes)" in text
    assert "under 8.5 +100 at BetMGM (50.6% of the stakes)" in text
