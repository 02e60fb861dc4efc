"""``migrate``: the schema."""

from __future__ import annotations

import click

from mlbcore.cli.options import format_option
from mlbcore.cli.output import eastern, emit, say
from mlbcore.cli.session import read_settings, schema, server
from mlbcore.db import migrate

COLUMNS = ("namespace", "id", "state", "applied_at", "checksum")


@click.group("migrate")
def migrate_group() -> None:
    """The database's schema."""


@migrate_group.command("up")
def migrate_up() -> None:
    """Apply what is pending, each migration in one transaction."""
    with server(read_settings()) as dsn:
        count = migrate.up(dsn, schema(), say)
    say(f"{count} applied" if count else "nothing to apply")


@migrate_group.command("status")
@format_option
def migrate_status(form: str) -> None:
    """Each migration: applied, pending, changed since it was applied, or missing its file."""
    with server(read_settings()) as dsn:
        states = migrate.status(dsn, schema())
    rows = [
        {
            "namespace": state.namespace,
            "id": state.id,
            "state": state.state,
            "applied_at": eastern(state.applied_at),
            "checksum": state.checksum,
        }
        for state in states
    ]
    emit(rows, form, COLUMNS)
