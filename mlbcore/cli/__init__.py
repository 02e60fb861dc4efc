"""The command line: commands by subject, loaded when they are called, and one error boundary."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from itertools import takewhile
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from mlbcore import __version__
from mlbcore.cli.streams import open_streams
from mlbcore.errors import DefectError, ExitCode, MlbcoreError
from mlbcore.scope import begin, raised_in

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "agreement": (
        "mlbcore.cli.agreement",
        "agreement_command",
        "How far the signals of each side agree.",
    ),
    "analysis": ("mlbcore.cli.analysis", "analysis_command", "What to bet, how much, and when."),
    "arbitrage": (
        "mlbcore.cli.arbitrage",
        "arbitrages_command",
        "What two books guarantee together.",
    ),
    "backtest": (
        "mlbcore.cli.backtest",
        "backtest_group",
        "What a strategy would have made of the past.",
    ),
    "backup": ("mlbcore.cli.backup", "backup_command", "Everything that is stored, in one file."),
    "bets": ("mlbcore.cli.bets", "bets_group", "Bets, what became of them, and the bankroll."),
    "board": ("mlbcore.cli.show", "board_command", "Best prices, no-vig consensus and splits."),
    "books": ("mlbcore.cli.registry", "books_command", "The sportsbooks by each source's ids."),
    "completion": (
        "mlbcore.cli.completion",
        "completion_command",
        "The script that lets a shell complete what is typed.",
    ),
    "config": ("mlbcore.cli.config", "config_group", "The settings, and where they come from."),
    "conflicts": (
        "mlbcore.cli.conflicts",
        "conflicts_command",
        "Where a source tells another score than MLB.",
    ),
    "contract": ("mlbcore.cli.contract", "contract_command", "Where a source changed its shape."),
    "db": ("mlbcore.cli.db", "db_group", "The care of the database."),
    "demo": ("mlbcore.cli.demo", "demo_command", "A whole bundled day, through the real pipeline."),
    "doctor": ("mlbcore.cli.doctor", "doctor_command", "What is wrong here, and what to do."),
    "export": ("mlbcore.cli.export", "export_command", "A table as CSV, JSON lines or Parquet."),
    "gaps": ("mlbcore.cli.gaps", "gaps_command", "What the schedule has and the store lacks."),
    "games": ("mlbcore.cli.show", "games_command", "Games with their ids."),
    "import": ("mlbcore.cli.files", "import_group", "Take in files that people have."),
    "lines": ("mlbcore.cli.lines", "lines_command", "The history of a game's prices."),
    "market": ("mlbcore.cli.market", "market_command", "What the books think, and who differs."),
    "migrate": ("mlbcore.cli.migrate", "migrate_group", "The database's schema."),
    "movement": (
        "mlbcore.cli.movement",
        "movement_command",
        "How far each book's markets went.",
    ),
    "notify": ("mlbcore.cli.notify", "notify_command", "Send signals and failures to people."),
    "odds": ("mlbcore.cli.maths", "odds_group", "Betting maths, without a database."),
    "plugins": (
        "mlbcore.cli.plugin",
        "plugins_group",
        "What is installed, and what is wrong with it.",
    ),
    "quality": (
        "mlbcore.cli.quality",
        "quality_command",
        "How far what is stored can be relied on.",
    ),
    "quarantine": (
        "mlbcore.cli.quarantine",
        "quarantine_group",
        "What was not taken, and why.",
    ),
    "replay": ("mlbcore.cli.collect", "replay_command", "Parse the archive again, no network."),
    "report": ("mlbcore.cli.report", "report_command", "A date as one page to look at."),
    "restore": ("mlbcore.cli.backup", "restore_command", "What a backup holds, brought back."),
    "run": ("mlbcore.cli.collect", "run_command", "Collect games, prices and splits."),
    "serve": ("mlbcore.cli.serve", "serve_command", "Pages, probes and metrics over HTTP."),
    "signals": (
        "mlbcore.cli.signals",
        "signals_command",
        "What the prices and splits of some dates say.",
    ),
    "teams": ("mlbcore.cli.registry", "teams_command", "The teams by each source's ids."),
    "units": ("mlbcore.cli.units", "units_command", "What became of each source's dates."),
    "unmatched": ("mlbcore.cli.unmatched", "unmatched_group", "Games that could not be matched."),
    "watch": ("mlbcore.cli.watch", "watch_command", "Poll a slate until its last game starts."),
}


class LazyGroup(click.Group):
    """Imports a command's module when it is called; help lists them all without.

    A plugin's commands come after ours: it cannot replace one.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS.keys() | self.provided.keys())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return self.provided.get(cmd_name)
        module, name, _ = COMMANDS[cmd_name]
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        begin(operation=name or "")
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(self.summaries())

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        found = [
            CompletionItem(name, help=summary)
            for name, summary in self.summaries()
            if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def summaries(self) -> list[tuple[str, str]]:
        """Every command with a line about it, by name."""
        told = {name: command.get_short_help_str() for name, command in self.provided.items()}
        told |= {name: summary for name, (_, _, summary) in COMMANDS.items()}
        return sorted(told.items())

    @cached_property
    def provided(self) -> dict[str, click.Command]:
        """The commands of the plugins."""
        from mlbcore.plugins import discover
        from mlbcore.wanted import plugins_wanted

        return discover(plugins_wanted(), frozenset({"mlbcore_commands"})).commands


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mlbcore")
@click.option("--debug", is_flag=True, help="Show a traceback when something fails.")
@click.option(
    "--set",
    "flags",
    multiple=True,
    metavar="KEY=VALUE",
    help="A setting, such as scraping.retries=1.",
)
def cli(debug: bool, flags: tuple[str, ...]) -> None:
    """MLB games, prices and public money, complete and correct, in PostgreSQL.

    Data goes to stdout, all else to stderr. Exit codes: 0 done, 1 a defect of ours, 2 usage, 3 a
    part failed and the rest is stored, 4 every source refused or was unreachable, 5 database, 6
    configuration.
    """


def main() -> None:
    """The console script. Every error ends here, as one plain line and an exit code."""
    open_streams()
    begin(correlation_id=uuid4().hex)
    sys.exit(_exit_code(debug=_is_debug(sys.argv[1:])))


def _is_debug(words: list[str]) -> bool:
    """Whether --debug stands before the command; an error may come before it is parsed."""
    ours = takewhile(lambda word: word.startswith("-"), _without_values(words))
    return "--debug" in ours


def _without_values(words: list[str]) -> Iterator[str]:
    rest = iter(words)
    for word in rest:
        yield word
        if word == "--set":
            next(rest, None)


def _exit_code(*, debug: bool) -> int:
    try:
        code = cli.main(prog_name="mlbcore", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    except Exception as error:
        return _failed(error, debug=debug)
    return code if isinstance(code, int) else ExitCode.DONE


def _failed(error: Exception, *, debug: bool) -> ExitCode:
    """Say why on stderr, and in the log file if there is one; gives the exit code."""
    from mlbcore.cli.output import say
    from mlbcore.log import tell
    from mlbcore.log.events import CommandFailed

    fault = error if isinstance(error, MlbcoreError) else _defect(error)
    tell(CommandFailed(document=fault.document()))
    if debug:
        say("".join(traceback.format_exception(error)))
    say(f"mlbcore: {fault}")
    return fault.exit_code


def _defect(error: Exception) -> DefectError:
    fault = DefectError(
        f"a defect of mlbcore, please report it: {type(error).__name__}: {error}\n"
        "mlbcore --debug shows where."
    )
    fault.__cause__ = error
    fault.scope = raised_in(error)
    return fault
