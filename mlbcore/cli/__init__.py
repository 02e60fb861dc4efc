"""The command line: commands by subject, loaded when they are called, and one error boundary."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from importlib import import_module

import click

from mlbcore import __version__
from mlbcore.errors import MlbcoreError

COMMANDS = {
    "backup": ("mlbcore.cli.backup", "backup_command", "Everything that is stored, in one file."),
    "board": ("mlbcore.cli.show", "board_command", "Best prices, no-vig consensus and splits."),
    "books": ("mlbcore.cli.registry", "books_command", "The sportsbooks by each source's ids."),
    "conflicts": (
        "mlbcore.cli.conflicts",
        "conflicts_command",
        "Where a source tells another score than MLB.",
    ),
    "contract": ("mlbcore.cli.contract", "contract_command", "Where a source changed its shape."),
    "db": ("mlbcore.cli.db", "db_group", "The care of the database."),
    "demo": ("mlbcore.cli.demo", "demo_command", "A whole bundled day, through the real pipeline."),
    "doctor": ("mlbcore.cli.doctor", "doctor_command", "What is wrong here, and what to do."),
    "gaps": ("mlbcore.cli.gaps", "gaps_command", "What the schedule has and the store lacks."),
    "games": ("mlbcore.cli.show", "games_command", "Games with their ids."),
    "import": ("mlbcore.cli.files", "import_command", "Take in files that people have."),
    "lines": ("mlbcore.cli.lines", "lines_command", "The history of a game's prices."),
    "migrate": ("mlbcore.cli.migrate", "migrate_group", "The database's schema."),
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
    "restore": ("mlbcore.cli.backup", "restore_command", "What a backup holds, brought back."),
    "run": ("mlbcore.cli.collect", "run_command", "Collect games, prices and splits."),
    "serve": ("mlbcore.cli.serve", "serve_command", "Pages, probes and metrics over HTTP."),
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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        told = {name: command.get_short_help_str() for name, command in self.provided.items()}
        told |= {name: summary for name, (_, _, summary) in COMMANDS.items()}
        with formatter.section("Commands"):
            formatter.write_dl(sorted(told.items()))

    @cached_property
    def provided(self) -> dict[str, click.Command]:
        """The commands of the plugins."""
        from mlbcore import plugins, settings

        asked = frozenset({"mlbcore_commands"})
        return plugins.discover(settings.plugins_wanted(), asked).commands


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mlbcore")
@click.option("--debug", is_flag=True, help="Show a traceback when something fails.")
def cli(debug: bool) -> None:
    """MLB games, prices and public money, complete and correct, in PostgreSQL.

    Data goes to stdout, all else to stderr. Exit codes: 0 done, 1 a defect of ours, 2 usage, 3 a
    part failed and the rest is stored, 4 every source refused or was unreachable, 5 database, 6
    configuration.
    """


def main() -> None:
    """The console script. Every error ends here, as one plain line and an exit code."""
    debug = "--debug" in sys.argv[1:2]
    try:
        code = cli.main(prog_name="mlbcore", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read us has gone; what is buffered has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except MlbcoreError as error:
        if debug:
            raise
        click.echo(f"mlbcore: {error}", err=True)
        sys.exit(error.exit_code)
    except Exception as error:
        if debug:
            raise
        kind = type(error).__name__
        click.echo(
            f"mlbcore: a defect of mlbcore, please report it: {kind}: {error}\n"
            "mlbcore --debug shows where.",
            err=True,
        )
        sys.exit(1)
