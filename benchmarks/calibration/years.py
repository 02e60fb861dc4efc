"""The workbooks taken in by the real import, and each season asked of the database again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from attrs import frozen

from mlbcore.analysis.calibration import Floats
from mlbcore.analysis.landing import KeyNumbers, key_numbers
from mlbcore.collecting import FileCollector
from mlbcore.db.pool import Database
from mlbcore.db.store import Store
from mlbcore.models import Game, Market, Phase, Quote, Side
from mlbcore.odds import american_to_decimal, devig_many
from mlbcore.pipeline.importing import import_files
from mlbcore.pipeline.ingest import Ingest
from mlbcore.plugins import discover

SIDES = {Market.MONEYLINE: (Side.HOME, Side.AWAY), Market.TOTAL: (Side.OVER, Side.UNDER)}
PHASES = (Phase.OPENER, Phase.CLOSE)
# The last day of each regular season; the tie-breaking 163rd game of 2013 belongs to it.
LAST_DAYS = {
    2010: dt.date(2010, 10, 3),
    2011: dt.date(2011, 9, 28),
    2012: dt.date(2012, 10, 3),
    2013: dt.date(2013, 9, 30),
    2014: dt.date(2014, 9, 28),
    2015: dt.date(2015, 10, 4),
    2016: dt.date(2016, 10, 2),
    2019: dt.date(2019, 9, 29),
    2020: dt.date(2020, 9, 27),
}

Row = tuple[int, int, bool]  # the prices of both sides, and whether the first won


@frozen
class Prices:
    """A market of many games, one a row: the American prices of both sides, and the winner.

    The first side is home or over, and ``won`` is 1 where it won.
    """

    american: Floats
    won: Floats

    def fair(self, method: str) -> Floats:
        """The no-vig probability of the first side."""
        return devig_many(american_to_decimal(self.american), method)[:, 0]


ByPhase = Mapping[Phase, Prices]


@frozen(kw_only=True)
class ArchiveYear:
    """A season's games, and how many of them count.

    ``refused`` are records the import did not take. Of the moneyline count the games that were won
    (``ties`` were not) and have both prices of opener and close (``unpriced`` have not); of the
    total at either phase those with both prices at one line that was not pushed.
    """

    year: int
    games: int
    refused: int
    ties: int
    unpriced: int
    moneyline: ByPhase
    total: ByPhase
    pushes: Mapping[Phase, int]
    regular: KeyNumbers


@frozen
class Played:
    """The score of a game, and the prices the workbook shows for it."""

    home: int
    away: int
    quotes: Sequence[Quote]

    def pair(self, market: Market, phase: Phase) -> tuple[Quote, Quote] | None:
        """The quotes of both sides, if they stand at one line."""
        shown = {q.side: q for q in self.quotes if q.market is market and q.phase is phase}
        if len(shown) < 2:
            return None
        first, second = (shown[side] for side in SIDES[market])
        return (first, second) if first.home_line == second.home_line else None


def taken_in(database: Database, folder: Path) -> dict[int, int]:
    """Import the workbooks of a folder; gives how many records of each year were refused."""
    plugins = discover(frozenset({"sbr"}))
    (workbook,) = (c for c in plugins.collectors if isinstance(c, FileCollector))
    ingest = Ingest(database, plugins.collectors, plugins.mappers)
    done = import_files(database, ingest, workbook, sorted(folder.glob("mlb-odds-*.xlsx")))
    assert done.units, f"no workbooks in {folder}"
    assert not any(unit.failed for unit in done.units), done.units
    return {unit.date.year: unit.refused for unit in done.units}


def archive_year(store: Store, year: int, refused: int) -> ArchiveYear:
    games = store.games.between(dt.date(year, 1, 1), dt.date(year, 12, 31))
    played = list(_played(store, games))
    decided = [game for game in played if game.home != game.away]
    priced = [
        game for game in decided if all(game.pair(Market.MONEYLINE, phase) for phase in PHASES)
    ]
    totals = {phase: list(_totals(played, phase)) for phase in PHASES}
    return ArchiveYear(
        year=year,
        games=len(games),
        refused=refused,
        ties=len(played) - len(decided),
        unpriced=len(decided) - len(priced),
        moneyline={phase: _prices(_winners(priced, phase)) for phase in PHASES},
        total={phase: _prices(row for row in totals[phase] if row) for phase in PHASES},
        pushes={phase: totals[phase].count(None) for phase in PHASES},
        regular=key_numbers(game for game in games if game.date <= LAST_DAYS[year]),
    )


def together(parts: Iterable[Prices]) -> Prices:
    american, won = zip(*((part.american, part.won) for part in parts), strict=True)
    return Prices(np.concatenate(american), np.concatenate(won))


def _played(store: Store, games: Sequence[Game]) -> Iterator[Played]:
    quotes = store.quotes.current([game.id for game in games])
    for game in games:
        assert game.home_score is not None, "the workbooks hold final scores"
        assert game.away_score is not None
        yield Played(game.home_score, game.away_score, quotes[game.id])


def _winners(games: Iterable[Played], phase: Phase) -> Iterator[Row]:
    for game in games:
        pair = game.pair(Market.MONEYLINE, phase)
        assert pair is not None
        yield pair[0].price, pair[1].price, game.home > game.away


def _totals(games: Iterable[Played], phase: Phase) -> Iterator[Row | None]:
    """A row for each game with a total; None for a push."""
    for game in games:
        pair = game.pair(Market.TOTAL, phase)
        if pair is None:
            continue
        line, runs = pair[0].line, game.home + game.away
        assert line is not None
        yield None if runs == line else (pair[0].price, pair[1].price, runs > line)


def _prices(rows: Iterable[Row]) -> Prices:
    cells = np.array(list(rows), float)
    return Prices(cells[:, :2], cells[:, 2])
