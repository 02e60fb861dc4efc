"""``analysis``: what to do about each side of each market of some dates."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from mlbcore.cli.ledger import account_of, money
from mlbcore.cli.options import as_of_option, format_option, today, window_options
from mlbcore.cli.output import eastern, emit, say
from mlbcore.cli.rows import GAME, games_of, head, rounded
from mlbcore.cli.session import database, settings_with
from mlbcore.collecting import Window
from mlbcore.models import Game, Opinion, Recommendation

if TYPE_CHECKING:
    from mlbcore.analysis.advice.recommending import Advice

COLUMNS = (
    *GAME,
    "side",
    "line",
    "price",
    "book",
    "fair_probability",
    "edge",
    "expected_value",
    "stake",
    "recommendation",
    "risk",
    "timing",
    "best_at",
    "score",
    "signals",
)


@click.command("analysis")
@window_options
@as_of_option
@click.option(
    "--fair",
    type=click.Choice([str(one) for one in Opinion]),
    default=str(Opinion.MEDIAN),
    show_default=True,
    help="Whose fair probability: all books alike, or the sharp ones weighted.",
)
@click.option(
    "--recommendation",
    "wanted",
    type=click.Choice([str(one) for one in Recommendation]),
    multiple=True,
    help="Only this one.",
)
@click.option("--real", is_flag=True, help="With the real money; default: the paper account.")
@click.option("--save", is_flag=True, help="Store them, with the signals they rest on.")
@format_option
def analysis_command(
    window: Window | None,
    as_of: dt.datetime | None,
    fair: str,
    wanted: tuple[str, ...],
    real: bool,
    save: bool,
    form: str,
) -> None:
    """What to do about each side of games not yet begun, the highest expected value first.

    Stakes are money of the bankroll beside its open bets, within the settings of [betting]; the
    risk in each dimension, and what else counts, is in the JSON.
    """
    from mlbcore.analysis.advice.opportunities import OpportunityRule
    from mlbcore.analysis.advice.recommending import AdviceRule
    from mlbcore.pipeline.analysing import AnalysisRules, analysed, save_analyses
    from mlbcore.pipeline.betting import purse_of

    window, when = window or today(), as_of or dt.datetime.now(dt.UTC)
    found = settings_with("signals")
    rules = AnalysisRules(
        detectors=found.detectors,
        opportunities=OpportunityRule(opinion=Opinion(fair)),
        advice=AdviceRule(betting=found.betting),
    )
    with database(found) as opened:
        with opened.reading(replica=True) as store:
            games = games_of(store, window)
            purse = purse_of(store, account_of(real=real), found.betting, when)
            told = analysed(store, list(games.values()), when, rules, purse)
        if save:
            added = opened.write(lambda store: save_analyses(store, told))
            say(f"{added} of {len(told.advice)} analyses stored, the others were there")
    shown = [
        _row(games[advice.opportunity.game], advice)
        for advice in told.advice
        if not wanted or advice.analysis.recommendation in wanted
    ]
    emit(shown, form, COLUMNS)


def _row(game: Game, advice: Advice) -> dict[str, Any]:
    its, analysis = advice.opportunity, advice.analysis
    return {
        "id": str(analysis.id),
        **head(game),
        "market": its.market,
        "period": its.period,
        "team": its.team,
        "side": its.side,
        "line": its.line,
        "price": its.price,
        "book": its.book,
        "fair_probability": rounded(its.fair),
        "edge": rounded(its.edge),
        "expected_value": rounded(its.expected_value),
        "stake": money(advice.stake),
        "stake_share": rounded(analysis.stake),
        "kelly": rounded(advice.kelly),
        "recommendation": analysis.recommendation,
        "risk": analysis.risk,
        "risks": dict(analysis.risks),
        "timing": advice.timing,
        "best_at": eastern(analysis.best_at),
        "score": rounded(its.score),
        "level": analysis.level,
        "signals": len(its.signals),
        "signal_ids": [str(signal) for signal in its.signals],
        "features": {name: rounded(value) for name, value in analysis.features.items()},
        "since": eastern(its.since),
        "analysed_at": eastern(analysis.analysed_at),
        "expires_at": eastern(analysis.expires_at),
    }
