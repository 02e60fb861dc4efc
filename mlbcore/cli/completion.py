"""``completion``: the script that lets a shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete

SHELLS = {shell.name: shell for shell in (BashComplete, ZshComplete, FishComplete)}


@click.command("completion")
@click.argument("shell", type=click.Choice(list(SHELLS)))
@click.pass_context
def completion_command(ctx: click.Context, shell: str) -> None:
    """The script that lets a shell complete commands and options, to be read by its start file."""
    root = ctx.find_root()
    click.echo(SHELLS[shell](root.command, {}, "mlbcore", "_MLBCORE_COMPLETE").source())
