"""A question before something goes that does not come back."""

from __future__ import annotations

import sys

import click

from mlbcore.errors import ConfigurationError
from mlbcore.settings import Settings


def consent(question: str, *, yes: bool) -> None:
    """Ask on a terminal; elsewhere only --yes answers."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError(f"{question} Say so with --yes")
    click.confirm(question, abort=True, err=True)


def refuse_in_production(found: Settings, command: str) -> None:
    """Raises ConfigurationError for a command that loses what production holds."""
    if found.app.environment == "production":
        raise ConfigurationError(
            f"{command} is refused where app.environment is production: if it must be, say"
            " `mlbcore --set app.environment=staging` this once"
        )
