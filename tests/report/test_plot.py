"""A chart as SVG: what is drawn where, and that it holds nothing but drawing."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mlbcore.analysis.charts import Chart, charts
from mlbcore.analysis.columns.pairs import pairs
from mlbcore.analysis.columns.panel import at_instant, panel
from mlbcore.analysis.market.consensus import consensus
from mlbcore.models import LineStatus, Market, Phase, Quote
from mlbcore.report.plot import Form, colours, plot
from mlbcore.settings import ConsensusRule
from mlbcore.testing.tapes import NOON, START, histories, pair, tape_of

FEW = settings(max_examples=30)
FORM = Form(width=420, height=220)
LATER = START + dt.timedelta(hours=4)
SVG = "{http://www.w3.org/2000/svg}"
OPENER = pair("fanduel", -110, -110, phase=Phase.OPENER)
MOVED = [*OPENER, *pair("fanduel", -120, 100, 60), *pair("fanduel", -130, 110, 300)]
TOTAL = Market.TOTAL


def charts_of_tape(quotes: list[Quote], start: dt.datetime | None = START) -> list[Chart]:
    shown = pairs(tape_of(quotes, start=start))
    opinion = consensus(panel(shown, at_instant(shown, LATER)), ConsensusRule())
    return list(charts(shown, opinion).values())


def drawings(
    quotes: list[Quote],
    until: dt.datetime = LATER,
    start: dt.datetime | None = START,
    form: Form = FORM,
) -> list[ET.Element]:
    svgs = [
        plot(chart, "NYY", until, colours(track.book for track in chart.tracks), form)
        for chart in charts_of_tape(quotes, start)
    ]
    return [ET.fromstring(svg) for svg in svgs if svg is not None]


def marks(root: ET.Element, kind: str) -> list[ET.Element]:
    """The groups of a class that hold anything."""
    groups = root.iter(f"{SVG}g")
    return [group for group in groups if kind in group.get("class", "").split() and len(group)]


def points(root: ET.Element, kind: str) -> list[list[tuple[float, float]]]:
    """The corners of each path of a class."""
    paths = [path.get("d", "") for group in marks(root, kind) for path in group.iter(f"{SVG}path")]
    numbers = [list(map(float, re.findall(r"-?[\d.]+", path))) for path in paths]
    return [list(zip(each[::2], each[1::2], strict=True)) for each in numbers]


def texts(root: ET.Element) -> list[str]:
    return [node.text or "" for node in root.iter(f"{SVG}text")]


def test_an_opener_is_a_ring_before_all_times_and_only_dots_lead_from_it() -> None:
    (root,) = drawings(MOVED)
    assert "opener" in texts(root)
    ((begin, first), *_) = points(root, "unknown")
    ((step, *_),) = points(root, "track")
    assert begin[0] < first[0]
    assert first == step
    assert "opener, time not given" in "".join(marks(root, "opener")[0].itertext())


@pytest.mark.parametrize("start", [START, None])
def test_a_line_ends_where_its_book_took_it_down(start: dt.datetime | None) -> None:
    down = [evolve(q, status=LineStatus.SUSPENDED) for q in pair("fanduel", -110, -110, 400)]
    (whole,) = drawings(MOVED, start=START)
    (ended,) = drawings([*MOVED, *down], start=start)
    ((*_, (to_pitch, _)),), ((*_, (to_end, _)),) = points(whole, "track"), points(ended, "track")
    assert (to_end < to_pitch) == (start is not None)


def test_nothing_is_drawn_while_a_book_shows_no_price() -> None:
    down = [evolve(q, status=LineStatus.SUSPENDED) for q in pair("fanduel", -110, -110, 200)]
    (root,) = drawings([*MOVED, *down])
    (first, second) = points(root, "track")
    assert first[-1][0] < second[0][0]


def test_what_has_a_time_holds_until_the_first_pitch() -> None:
    (root,) = drawings(MOVED)
    ((*_, end),) = points(root, "track")
    (((pitch, _), _),) = points(root, "pitch")
    assert end[0] == pytest.approx(pitch, abs=0.2)
    assert "19:00" in texts(root)


def test_before_the_first_pitch_a_line_ends_at_the_instant_that_was_asked_for() -> None:
    (root,) = drawings(MOVED, NOON + dt.timedelta(minutes=330))
    ((*_, end),) = points(root, "track")
    (((pitch, _), _),) = points(root, "pitch")
    assert end[0] < pitch - 10


def test_a_game_without_a_known_start_has_no_first_pitch() -> None:
    (root,) = drawings(MOVED, start=None)
    assert marks(root, "pitch") == []


def test_each_line_is_written_where_a_book_first_came_to_it() -> None:
    (root,) = drawings(
        [
            *pair("fanduel", -110, -110, market=TOTAL, line=8.5),
            *pair("betmgm", -110, -110, market=TOTAL, line=8.5),
            *pair("betmgm", -110, -110, 60, market=TOTAL, line=9),
            *pair("fanduel", -110, -110, 90, market=TOTAL, line=9),
        ]
    )
    assert [text for text in texts(root) if text[0] in "89"] == ["8.5", "9 key"]


def test_each_step_is_a_dot_or_only_the_last() -> None:
    for every_price, dots in ((True, 2), (False, 1)):
        (root,) = drawings(MOVED, form=evolve(FORM, every_price=every_price))
        (ticks,) = marks(root, "ticks")
        assert len(list(ticks.iter(f"{SVG}circle"))) == dots
        assert "FanDuel · Jul 2 17:00 · NYY -130, other side +110 · 54.3% no-vig" in "".join(
            ticks.itertext()
        )


def test_near_certainty_is_drawn_without_a_price_for_certainty() -> None:
    sure = [*pair("fanduel", -9000, 6000), *pair("fanduel", -20000, 15000, 60)]
    (root,) = drawings(sure)
    assert {text.split()[0] for text in texts(root) if "%" in text} >= {"98%", "99%"}
    assert not any(text.startswith("100%") for text in texts(root))


def test_nothing_is_drawn_where_no_book_moved_or_no_price_has_a_time() -> None:
    assert drawings(pair("fanduel", -110, -110)) == []
    assert drawings([*OPENER, *pair("betmgm", -120, 100, phase=Phase.OPENER)]) == []


def test_books_keep_their_colours_and_what_cannot_be_bet_at_has_none_of_its_own() -> None:
    chosen = colours(["fanduel", "consensus", "betmgm", "fanduel", "sbr:unheard"])
    assert chosen == {
        "betmgm": "book-0",
        "fanduel": "book-1",
        "consensus": "market",
        "sbr:unheard": "market",
    }


@FEW
@given(histories())
def test_prices_move_in_steps_never_in_slopes(quotes: list[Quote]) -> None:
    for root in drawings(quotes):
        for corners in points(root, "track"):
            assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(corners))


@FEW
@given(histories(), st.text(min_size=1).filter(lambda text: "\x00" not in text))
def test_a_drawing_holds_nothing_that_runs_or_is_fetched(quotes: list[Quote], name: str) -> None:
    strange = [*pair(f"sbr:<script>{name}", -115, -105), *pair(f"sbr:<script>{name}", -125, 105, 9)]
    for root in drawings([*quotes, *strange]):
        tags = {node.tag.removeprefix(SVG) for node in root.iter()}
        assert tags <= {"svg", "g", "path", "circle", "text", "rect", "title"}
        names = {attribute for node in root.iter() for attribute in node.attrib}
        assert names <= {
            *("class", "viewBox", "role", "aria-label", "transform"),
            *("x", "y", "width", "height", "d", "cx", "cy", "r"),
        }
