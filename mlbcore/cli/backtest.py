"""``backtest``: what strategies would have made of the past, kept, and compared."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click
from attrs import asdict, evolve

from mlbcore.cli.options import format_option, window_options
from mlbcore.cli.output import eastern, emit, say
from mlbcore.cli.session import database, read_settings, tell_broken
from mlbcore.collecting import Window
from mlbcore.errors import MissingError, RecordError
from mlbcore.models import Backtest, BacktestPart, Setup
from mlbcore.plugins import discover
from mlbcore.settings import Settings
from mlbcore.wanted import plugins_wanted

if TYPE_CHECKING:
    from mlbcore.analysis.backtest.bootstrap import Bootstrap
    from mlbcore.analysis.backtest.strategy import AnyStrategy
    from mlbcore.pipeline.backtesting import Trial

T = TypeVar("T")
SHOWN = ("figures", "bets", "days", "calibration")
FIGURE_COLUMNS = (
    "part",
    "bets",
    "won",
    "lost",
    "pushed",
    "staked",
    "profit",
    "returned",
    "low",
    "high",
    "drawdown",
    "ratio",
    "expected_value",
    "calibration_error",
)
LIST_COLUMNS = ("id", "strategy", "decisions", "stakes", "first", "last", *FIGURE_COLUMNS[1:])


class StrategyGroup(click.Group):
    """What is none of its commands is a strategy to run."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        named = args[0] in self.commands or args[0].startswith("-")
        return super().resolve_command(ctx, args if named else ["run", *args])


def bootstrap_options(function: Callable[..., T]) -> Callable[..., T]:
    """Add --seed and --resamples: the ``bootstrap`` of the intervals."""

    @click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
    @click.option(
        "--resamples",
        type=click.IntRange(100, 100_000),
        default=2000,
        show_default=True,
        help="Seasons drawn for the intervals.",
    )
    @wraps(function)
    def drawn(*args: Any, seed: int, resamples: int, **others: Any) -> T:
        from mlbcore.analysis.backtest.bootstrap import Bootstrap

        return function(*args, bootstrap=Bootstrap(seed=seed, resamples=resamples), **others)

    return drawn


@click.group("backtest", cls=StrategyGroup, subcommand_metavar="STRATEGY|COMMAND [OPTIONS]...")
def backtest_group() -> None:
    """What a strategy would have made of the past: `backtest favourites --from D --to D`."""


@backtest_group.command("run")
@click.argument("name", metavar="STRATEGY")
@window_options
@click.option("--at", "times", multiple=True, help="opener, close, or minutes before the start.")
@click.option("--set", "chosen", multiple=True, metavar="KEY=VALUE", help="A parameter.")
@click.option("--stake", type=click.Choice(["flat", "kelly"]), help="A unit, or Kelly's share.")
@click.option("--fraction", type=float, help="Of Kelly's share.")
@click.option("--cap", type=float, help="The largest share of the bankroll.")
@click.option("--compound/--no-compound", default=None, help="Stake what there is by then.")
@bootstrap_options
@click.option("--show", type=click.Choice(SHOWN), default="figures", help="What is printed.")
@click.option("--no-save", is_flag=True, help="Store nothing.")
@format_option
def backtest_run(
    name: str,
    window: Window | None,
    times: tuple[str, ...],
    chosen: tuple[str, ...],
    bootstrap: Bootstrap,
    show: str,
    no_save: bool,
    form: str,
    **staking: Any,
) -> None:
    """Bet a strategy on the games of some dates that are over; without dates on all."""
    from mlbcore.pipeline.backtesting import run_backtest, save_backtest

    found = read_settings()
    with _usage():
        strategy = _chosen(_strategies(found), name, times, chosen, staking)
    with database(found) as opened:
        with opened.reading(replica=True) as store, _usage():
            trial = run_backtest(store, strategy, window, bootstrap)
        if not no_save:
            made_at = dt.datetime.now(dt.UTC)
            id = opened.write(lambda store: save_backtest(store, trial, made_at))
            say(f"backtest {id} stored")
    say(f"{name}: {len(trial.bets)} bets on {trial.games} games")
    _emit_trial(trial, show, form)


@backtest_group.command("list")
@click.option("--strategy", "name", help="Only of this one.")
@format_option
def backtest_list(name: str | None, form: str) -> None:
    """What was run and stored, with the figures of all its bets."""
    with database(read_settings()) as opened, opened.reading(replica=True) as store:
        setups = {setup.id: setup for setup in store.backtests.setups.list()}
        parts = {part.backtest: part for part in store.backtests.whole()}
        runs = store.backtests.list()
    rows = [_run_row(run, setups[run.strategy], parts[run.id]) for run in runs]
    emit([row for row in rows if name in (None, row["strategy"])], form, LIST_COLUMNS)


@backtest_group.command("compare")
@click.argument("ids", nargs=-1, required=True, type=int, metavar="ID ID...")
@bootstrap_options
@format_option
def backtest_compare(ids: tuple[int, ...], bootstrap: Bootstrap, form: str) -> None:
    """What each returned less what another did on the same days, and whether by chance."""
    from mlbcore.pipeline.backtesting import compare_backtests

    if len(set(ids)) < 2 or len(set(ids)) < len(ids):
        raise click.UsageError("two backtests or more are compared, each once")
    with (
        database(read_settings()) as opened,
        opened.reading(replica=True) as store,
        _usage(),
    ):
        rows = [asdict(one) for one in compare_backtests(store, ids, bootstrap)]
    emit(rows, form, tuple(rows[0]))


@backtest_group.command("strategies")
@format_option
def backtest_strategies(form: str) -> None:
    """The strategies there are, with what each has for parameters."""
    from mlbcore.pipeline.backtesting import setup_of

    rows = [
        {
            "strategy": name,
            "category": strategy.category,
            "about": strategy.about,
            **_choices(setup_of(strategy).configuration),
        }
        for name, strategy in sorted(_strategies(read_settings()).items())
    ]
    emit(rows, form, ("strategy", "decisions", "stakes", "rule", "about"))


def _strategies(settings: Settings) -> dict[str, AnyStrategy]:
    """Those of the plugins, and ours, which a plugin cannot replace."""
    from mlbcore.analysis.backtest.strategies import built_in

    found = discover(plugins_wanted(), frozenset({"mlbcore_strategies"}))
    tell_broken(found)
    ours = built_in(settings.detectors)
    return found.strategies | {strategy.name: strategy for strategy in ours}


def _chosen(
    known: Mapping[str, AnyStrategy],
    name: str,
    times: Sequence[str],
    chosen: Sequence[str],
    staking: Mapping[str, Any],
) -> AnyStrategy:
    """The strategy of a name with what was typed of it."""
    from mlbcore.analysis.backtest.strategy import Decision
    from mlbcore.pipeline.backtesting import with_rule

    if name not in known:
        raise click.UsageError(f"no strategy {name}; known: {', '.join(sorted(known))}")
    strategy = with_rule(known[name], dict(map(_parameter, chosen)))
    typed = {key: value for key, value in staking.items() if value is not None}
    if "stake" in typed:
        typed["kind"] = typed.pop("stake")
    return evolve(
        strategy,
        decisions=map(Decision, times) if times else strategy.decisions,
        staking=evolve(strategy.staking, **typed),
    )


def _parameter(text: str) -> tuple[str, Any]:
    """``edge=0.03`` as a name and a value: JSON where it is such, else a text."""
    key, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"{text!r} is not KEY=VALUE")
    try:
        return key, json.loads(value)
    except json.JSONDecodeError:
        return key, value


@contextmanager
def _usage() -> Iterator[None]:
    """Here a value that cannot be is one that was typed."""
    try:
        yield
    except (RecordError, MissingError) as error:
        raise click.UsageError(str(error)) from error


def _emit_trial(trial: Trial, show: str, form: str) -> None:
    from mlbcore.analysis.backtest.figures import bins, by_day

    if show == "figures":
        rows = [{"part": part, **asdict(its)} for part, its in trial.parts.items()]
        emit(rows, form, FIGURE_COLUMNS if form == "table" else tuple(rows[0]))
        return
    frame = {
        "bets": trial.bets,
        "days": by_day(trial.bets),
        "calibration": bins(trial.bets),
    }[show]
    emit([_plain(row) for row in frame.iter_rows(named=True)], form, frame.columns)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: eastern(value)
        if isinstance(value, dt.datetime)
        else value.isoformat()
        if isinstance(value, dt.date)
        else value
        for key, value in row.items()
    }


def _run_row(run: Backtest, setup: Setup, whole: BacktestPart) -> dict[str, Any]:
    figures = {key: value for key, value in asdict(whole).items() if key != "backtest"}
    return {
        "id": run.id,
        "strategy": setup.name,
        "category": setup.category,
        **_choices(setup.configuration),
        "first": run.first.isoformat(),
        "last": run.last.isoformat(),
        "games": run.games,
        "made_at": eastern(run.made_at),
        "version": run.version,
        "seed": run.seed,
        "resamples": run.resamples,
        **figures,
    }


def _choices(configuration: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "decisions": configuration["decisions"],
        "stakes": configuration["staking"]["kind"],
        "staking": configuration["staking"],
        "rule": configuration["rule"],
    }
