"""A question before something goes that does not come back."""

from __future__ import annotations

import sys

import click


def consent(question: str, *, yes: bool) -> None:
    """Ask on a terminal; elsewhere only --yes answers."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError(f"{question} Say so with --yes")
    click.confirm(question, abort=True, err=True)
