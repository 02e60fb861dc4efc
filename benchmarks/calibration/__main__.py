"""How good the opening and closing prices of the archive workbooks were, season by season.

    python -m benchmarks.calibration

Needs the recordings (MLBCORE_TEST_SHARED, by default ../shared). Imports their workbooks into an
embedded database of its own, asks it for each season, and prints the tables of docs/calibration.md
and more, in Markdown, then each goal with its figure.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence

from benchmarks.calibration.sections import PLAIN, sections
from benchmarks.calibration.years import ArchiveYear, archive_year, taken_in, together
from benchmarks.databases import settled
from benchmarks.goals import Goal, judge
from benchmarks.sources import SHARED
from mlbcore.analysis.calibration import calibration, compare
from mlbcore.db.opening import opened
from mlbcore.models import Phase
from mlbcore.odds.methods import Method

# Of the regular season of 2011 by Retrosheet's game logs, to the digits they were written down to.
ODD_TOTALS, MEAN_TOTAL, ONE_RUN = 60.4, 8.57, 31.0


def main() -> None:
    with tempfile.TemporaryDirectory() as home, opened(settled(home)) as database:
        refused = taken_in(database, SHARED / "data" / "archives")
        with database.reading() as store:
            years = [archive_year(store, year, refused[year]) for year in sorted(refused)]
    for title, text in sections(years):
        print(f"## {title}\n\n{text}\n", flush=True)
    judge(goals(years))


def goals(years: Sequence[ArchiveYear]) -> Iterator[Goal]:
    close = together([one.moneyline[Phase.CLOSE] for one in years])
    error = max(calibration(close.fair(way), close.won).expected_error for way in Method)
    name = "calibration error of the no-vig close by any method"
    yield Goal(name, error * 100, 2, least=False, unit="points")
    for one in years:
        opener, closing = (one.moneyline[at] for at in (Phase.OPENER, Phase.CLOSE))
        gain = compare(opener.fair(PLAIN), closing.fair(PLAIN), closing.won).gain
        name = f"{one.year}: log loss of the close below the opener's"
        yield Goal(name, gain * 1000, 0, least=True, unit="thousandths")
    yield from differences(next(one for one in years if one.year == 2011))


def differences(one: ArchiveYear) -> Iterator[Goal]:
    """Each key number of 2011 beside its note; the last digit of the note may be one off."""
    found = one.regular
    for name, figure, noted, step, unit in (
        ("odd totals", found.odd_totals * 100, ODD_TOTALS, 0.1, "points"),
        ("mean total", found.mean_total, MEAN_TOTAL, 0.01, "runs"),
        ("one-run games", found.one_run * 100, ONE_RUN, 0.1, "points"),
    ):
        told = f"2011: {name} {figure:.3f}, noted {noted}, difference"
        yield Goal(told, abs(figure - noted), step, least=False, unit=unit)


if __name__ == "__main__":
    main()
