"""``backup`` and ``restore``: everything that is stored, in one file and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from mlbcore.cli.consent import consent, refuse_in_production
from mlbcore.cli.output import say
from mlbcore.cli.session import read_settings
from mlbcore.db import migrate
from mlbcore.db.backup import backup, read_backup
from mlbcore.db.faults import place
from mlbcore.db.migrate import MigrationState
from mlbcore.db.opening import schema, server
from mlbcore.db.restore import occupants, restore


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite FILE.")
def backup_command(file: Path, force: bool) -> None:
    """Write everything that is stored to FILE, as pg_dump does (its custom format).

    FILE appears when it is whole.
    """
    if file.exists() and not force:
        raise click.UsageError(f"{file} exists already: --force overwrites it")
    with server(read_settings()) as dsn:
        written = backup(dsn, file, overwrite=force)
    say(f"wrote {file}: {written.bytes:,} bytes, {len(written.tables)} tables")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Replace what is stored without asking.")
def restore_command(file: Path, yes: bool) -> None:
    """Replace what is stored by what a backup holds, in one transaction: all of it or nothing."""
    found = read_settings()
    refuse_in_production(found, "restore")
    with server(found) as dsn:
        tables = len(read_backup(file).tables)
        if occupants(dsn):
            consent(f"{place(dsn)} has tables; replace them by the {tables} of {file}?", yes=yes)
        restored = restore(dsn, file, alone=not found.database.url)
        states = migrate.status(dsn, schema())
    say(f"restored {restored.tables} tables from {file}")
    if restored.lost_roles:
        lost = ", ".join(restored.lost_roles)
        say(f"no privileges were given again, for want of the roles: {lost}")
    say(_schema_sentence(states, embedded=not found.database.url))


def _schema_sentence(states: Sequence[MigrationState], *, embedded: bool) -> str:
    """How the schema that came back stands to the one this version needs."""
    counts = Counter(state.state for state in states if state.state != "applied")
    if not counts:
        return "the schema is up to date"
    told = ", ".join(f"{count} {state}" for state, count in counts.items())
    if set(counts) != {"pending"}:
        return f"the schema is not that of this mlbcore ({told}): see `mlbcore migrate status`"
    then = "the next command applies them" if embedded else "apply them with `mlbcore migrate up`"
    return f"the backup is older than this mlbcore; migrations {told}: {then}"
