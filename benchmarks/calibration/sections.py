"""What is printed of the seasons: each section is a title and a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from benchmarks.calibration.tables import Row, bins, interval, percent, table
from benchmarks.calibration.years import PHASES, ArchiveYear, ByPhase, together
from mlbcore.analysis.calibration import (
    TENTHS,
    Bin,
    brier_score,
    calibration,
    compare,
    decile_cuts,
    log_loss,
    squared_errors,
)
from mlbcore.models import Phase
from mlbcore.odds.methods import Method

ALL = "all"
PLAIN = Method.MULTIPLICATIVE
SCORES = ("Brier", "log loss", "ECE", "by chance")

Span = tuple[str, ByPhase]


def sections(years: Sequence[ArchiveYear]) -> Iterator[tuple[str, str]]:
    money = spans((str(one.year), one.moneyline) for one in years)
    total = spans((str(one.year), one.total) for one in years)
    yield "Games", games(years)
    for phase in PHASES:
        yield f"Moneyline, {phase}, scores", scores(money, phase)
    yield "Moneyline, the close beside the opener", gains(money)
    yield "Moneyline, the methods beside multiplicative, all seasons", methods(money[-1])
    for phase in PHASES:
        yield f"Moneyline, {phase}, all seasons, by tenths of probability", tenths(money[-1], phase)
        yield f"Moneyline, {phase}, all seasons, by tenths of the games", deciles(money[-1], phase)
    for phase in PHASES:
        yield f"Moneyline, {phase}, bins of each method and season", everything(money, phase)
    for phase in PHASES:
        yield f"Total, {phase}, scores of over", scores(total, phase)
    yield "Key numbers of the regular seasons", landing(years)


def spans(parts: Iterable[Span]) -> list[Span]:
    """Each season, and last all of them."""
    years = list(parts)
    whole = {phase: together([prices[phase] for _, prices in years]) for phase in PHASES}
    return [*years, (ALL, whole)]


def games(years: Sequence[ArchiveYear]) -> str:
    head = ["season", "games", "tied", "unpriced", "moneyline", "opener pushed", "opener total"]
    head += ["close pushed", "close total", "records refused"]
    counts = [counted(one) for one in years]
    rows: list[Row] = [(one.year, *its) for one, its in zip(years, counts, strict=True)]
    return table(head, [*rows, (ALL, *map(sum, zip(*counts, strict=True)))])


def counted(one: ArchiveYear) -> Sequence[int]:
    totals = (n for at in PHASES for n in (one.pushes[at], len(one.total[at].won)))
    decided = len(one.moneyline[Phase.CLOSE].won)
    return (one.games, one.ties, one.unpriced, decided, *totals, one.refused)


def scores(parts: Sequence[Span], phase: Phase) -> str:
    rows = [
        (name, method, len(prices[phase].won), *score(prices, phase, method))
        for name, prices in parts
        for method in Method
    ]
    return table(("season", "method", "games", *SCORES), rows)


def score(prices: ByPhase, phase: Phase, method: Method) -> Row:
    fair, won = prices[phase].fair(method), prices[phase].won
    found = calibration(fair, won)
    figures = (brier_score(fair, won), log_loss(fair, won), found.expected_error)
    return [f"{figure:.4f}" for figure in (*figures, found.chance_error)]


def gains(parts: Sequence[Span]) -> str:
    head = ("season", "log loss gain", "95 %", "Brier gain", "95 %", "the close is")
    return table(head, [(name, *gained(prices)) for name, prices in parts])


def gained(prices: ByPhase) -> Row:
    opener, close = (prices[phase].fair(PLAIN) for phase in PHASES)
    won = prices[Phase.CLOSE].won
    log, brier = compare(opener, close, won), compare(opener, close, won, squared_errors)
    verdict = "better" if log.gain > 0 else "worse"
    sure = "beyond chance" if log.beyond_chance else "within chance"
    return *interval(log), *interval(brier), f"{verdict}, {sure}"


def methods(whole: Span) -> str:
    _, prices = whole
    rows = [
        (phase, method, *interval(compare(plain, prices[phase].fair(method), prices[phase].won)))
        for phase in PHASES
        for plain in [prices[phase].fair(PLAIN)]
        for method in Method
        if method is not PLAIN
    ]
    return table(("phase", "method", "log loss gain", "95 %"), rows)


def tenths(whole: Span, phase: Phase) -> str:
    prices = whole[1][phase]
    return bins(calibration(prices.fair(PLAIN), prices.won))


def deciles(whole: Span, phase: Phase) -> str:
    prices = whole[1][phase]
    fair = prices.fair(PLAIN)
    return bins(calibration(fair, prices.won, decile_cuts(fair)))


def everything(parts: Sequence[Span], phase: Phase) -> str:
    """Each cell: how many games, their mean forecast and what came true, in percent."""
    lows = (0.0, *TENTHS)
    rows = []
    for name, prices in parts:
        for method in Method:
            found = calibration(prices[phase].fair(method), prices[phase].won)
            cells = {one.low: cell(one) for one in found.bins}
            rows.append((name, method, *(cells.get(low, "") for low in lows)))
    return table(("season", "method", *(f"from {low:g}" for low in lows)), rows)


def cell(one: Bin) -> str:
    return f"{one.count}: {one.forecast * 100:.1f} {one.observed * 100:.1f}"


def landing(years: Sequence[ArchiveYear]) -> str:
    head = ("season", "games", "mean total", "odd totals", "one-run games", "tied")
    return table(
        head,
        (
            (
                *(one.year, one.regular.games, f"{one.regular.mean_total:.3f}"),
                *(percent(one.regular.odd_totals), percent(one.regular.one_run)),
                percent(one.regular.home_margins.get(0, 0.0)),
            )
            for one in years
        ),
    )
