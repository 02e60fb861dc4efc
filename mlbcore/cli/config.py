"""``config``: the settings in force, where they come from, and what is wrong with them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from mlbcore import settings
from mlbcore.cli.config_migration import migrate_config_command
from mlbcore.cli.options import format_option
from mlbcore.cli.output import emit, say
from mlbcore.cli.session import survey_settings
from mlbcore.cli.settings_file import STDOUT, check_place, write_settings
from mlbcore.errors import ExitCode
from mlbcore.settings.secrets import visible
from mlbcore.settings.template import template

FAULTS = ("where", "key", "value", "reason")


@click.group("config")
def config_group() -> None:
    """The settings, and where they come from.

    Defaults, then a file, then the environment, then --set; the later wins.
    """


config_group.add_command(migrate_config_command)


@config_group.command("show")
@click.option("--origins", is_flag=True, help="Where each value comes from, too.")
@format_option
def config_show(origins: bool, form: str) -> None:
    """The settings in force; of a secret only that it is set."""
    reading = survey_settings(settings.settings_file(), os.environ)
    reading.sound()
    rows: list[dict[str, Any]] = [
        {
            "setting": key,
            "value": visible(value),
            **({"origin": reading.origins[key]} if origins else {}),
        }
        for key, value in reading.values.items()
    ]
    emit(rows, form, ("setting", "value", "origin") if origins else ("setting", "value"))


@config_group.command("path")
def config_path() -> None:
    """The file of settings: MLBCORE_CONFIG, else mlbcore.toml in MLBCORE_HOME.

    Without either it is mlbcore.toml in the user's config folder.
    """
    path = settings.settings_path()
    click.echo(path)
    if not settings.is_there(path):
        say("it is not there: `mlbcore config init` writes it")


@config_group.command("init")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--force", is_flag=True, help="Replace FILE; what it was is kept beside it.")
def config_init(file: Path | None, force: bool) -> None:
    """Write FILE, by default the one of `config path`: every setting, at its default.

    - is stdout. Only its owner may read it, since a DSN has a password.
    """
    path = file or settings.settings_path()
    check_place(path, force)
    write_settings(path, template(survey_settings(None, {}).schema))
    if path != STDOUT:
        say(f"wrote {path}")


@config_group.command("check")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@format_option
@click.pass_context
def config_check(ctx: click.Context, file: Path | None, form: str) -> None:
    """All that is wrong with the settings in force, or with FILE in place of theirs."""
    reading = survey_settings(file or settings.settings_file(), os.environ)
    rows = [{name: getattr(fault, name) for name in FAULTS} for fault in reading.serious]
    emit(rows, form, FAULTS)
    say(f"{len(reading.values)} settings, {len(rows)} faults")
    ctx.exit(ExitCode.CONFIGURATION if rows else ExitCode.DONE)
