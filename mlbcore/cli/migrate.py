"""``migrate``: the schema."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from mlbcore.cli.consent import refuse_in_production
from mlbcore.cli.options import format_option
from mlbcore.cli.output import eastern, emit, say
from mlbcore.cli.session import read_settings
from mlbcore.db import migrate, migrations
from mlbcore.db.migrations import Migration
from mlbcore.db.opening import schema, server
from mlbcore.errors import MigrationError

STATES = ("namespace", "id", "state", "applied_at", "checksum")
PROOFS = ("namespace", "id", "result", "message")
PROBLEMS = ("namespace", "id", "problem")

to_option = click.option("--to", metavar="ID", help="The last one: an id, or NAMESPACE/ID.")
down_to_option = click.option(
    "--to", metavar="ID", help="The one that stays: an id, or NAMESPACE/ID; 0000 is before all."
)
all_option = click.option("--all", "everything", is_flag=True, help="Everything goes.")


@click.group("migrate")
def migrate_group() -> None:
    """The database's schema."""


@migrate_group.command("up")
@to_option
@click.option("--dry-run", is_flag=True, help="In one transaction, which is taken back.")
def migrate_up(to: str | None, dry_run: bool) -> None:
    """Apply what is pending, each migration in one transaction."""
    with server(read_settings()) as dsn:
        count = migrate.up(dsn, schema(), say, to=to, dry_run=dry_run)
    done = "would be applied; nothing was changed" if dry_run else "applied"
    say(f"{count} {done}" if count else "nothing to apply")


@migrate_group.command("down")
@down_to_option
@all_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def migrate_down(to: str | None, everything: bool, yes: bool) -> None:
    """Take migrations back, with the data they hold, in reverse order.

    The one named by --to stays applied; what is later in its namespace goes, and what depends on
    that.
    """
    _check_target(to, everything)
    if not yes and not sys.stdin.isatty():
        raise click.UsageError("what goes down takes its data along: give --yes")
    found = read_settings()
    refuse_in_production(found, "migrate down")
    with server(found) as dsn:
        count = migrate.down(dsn, schema(), say, to=to, agreed=bool if yes else _agreed)
    say(f"{count} taken back" if count else "nothing taken back")


@migrate_group.command("status")
@format_option
def migrate_status(form: str) -> None:
    """Each migration, in order.

    It is applied, pending, changed since it was applied, missing its file, dirty (interrupted half
    way) or orphaned (applied, and its plugin is gone).
    """
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
    emit(rows, form, STATES)


@migrate_group.command("plan")
@click.option("--down", "downwards", is_flag=True, help="The way down.")
@click.option("--to", metavar="ID", help="As for up, or for down.")
@all_option
def migrate_plan(downwards: bool, to: str | None, everything: bool) -> None:
    """The SQL that up, or with --down down, would run."""
    if downwards:
        _check_target(to, everything)
    elif everything:
        raise click.UsageError("--all goes with --down")
    make: Callable[[str, Sequence[Migration], str | None], str]
    make = migrate.plan_down if downwards else migrate.plan_up
    with server(read_settings()) as dsn:
        text = make(dsn, schema(), to)
    if text:
        click.echo(text, nl=False)
    else:
        say("nothing to do")


@migrate_group.command("verify")
@format_option
def migrate_verify(form: str) -> None:
    """Run the verify script of each applied migration; all are rolled back."""
    with server(read_settings()) as dsn:
        proofs = migrate.verify(dsn, schema(), say)
    rows = [
        {"namespace": p.namespace, "id": p.id, "result": p.result, "message": p.message}
        for p in proofs
    ]
    emit(rows, form, PROOFS)
    if failed := sum(proof.result == "failed" for proof in proofs):
        raise MigrationError(f"{failed} of {len(proofs)} migrations are not what they should be")


@migrate_group.command("validate")
@format_option
def migrate_validate(form: str) -> None:
    """Compare the files with the database, and change nothing: exit code 5 when they disagree."""
    with server(read_settings()) as dsn:
        problems = migrate.validate(dsn, schema())
    rows = [{"namespace": p.namespace, "id": p.id, "problem": p.problem} for p in problems]
    emit(rows, form, PROBLEMS)
    if problems:
        raise MigrationError(f"the files and the database disagree: {problems[0]}")
    say("the files and the database agree")


@migrate_group.command("baseline")
@click.option("--to", required=True, metavar="ID", help="The last one that is there already.")
def migrate_baseline(to: str) -> None:
    """Record migrations as applied without running them: their tables are there already."""
    with server(read_settings()) as dsn:
        migrate.baseline(dsn, schema(), say, to=to)


@migrate_group.command("repair")
def migrate_repair() -> None:
    """Clear the mark of a migration that was interrupted half way, outside a transaction."""
    with server(read_settings()) as dsn:
        count = migrate.repair(dsn, schema(), say)
    say(f"{count} repaired" if count else "nothing to repair")


@migrate_group.command("new")
@click.argument("name")
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder; by default the core's, in a checkout.",
)
def migrate_new(name: str, folder: Path | None) -> None:
    """Begin the next migration: three files to fill, whose names are shown."""
    if folder is None and migrations.folder() == migrations.BESIDE:
        raise click.UsageError("an installed mlbcore takes no migrations of yours: give --dir")
    for file in migrations.draft(folder or migrations.folder(), name):
        click.echo(file)


def _check_target(to: str | None, everything: bool) -> None:
    if everything == (to is not None):
        raise click.UsageError("give --to ID or --all")


def _agreed(steps: Sequence[Migration]) -> bool:
    say("These go down, with the data they hold:")
    for migration in steps:
        say(f"  {migration.name}")
    return click.confirm("Go on?", err=True)
