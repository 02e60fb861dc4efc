"""``config migrate``: the predecessor's settings, as mlbcore's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from mlbcore.cli.options import format_option
from mlbcore.cli.output import emit, say
from mlbcore.cli.settings_file import STDOUT, check_place, write_settings
from mlbcore.convert import unstructure

COLUMNS = ("file", "old_key", "old_value", "fate", "new_key", "new_value", "note")


@click.command("migrate")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    default="mlbcore.toml",
    type=click.Path(path_type=Path),
    help="The new file, by default mlbcore.toml; - is stdout, in place of the list.",
)
@click.option("--force", is_flag=True, help="Replace the new file; what it was is kept beside it.")
@format_option
def migrate_config_command(files: Sequence[Path], output: Path, force: bool, form: str) -> None:
    """Write the settings of old FILES (.toml, .json, or NAME=value) as a file of mlbcore's.

    What became of each is listed, without the values of secrets; these are in the new file, which
    its owner alone can read.
    """
    from mlbcore.legacy.config.files import read_settings_file
    from mlbcore.legacy.config.moving import migrate_settings
    from mlbcore.legacy.config.writing import as_toml

    check_place(output, force)
    if output == STDOUT and form != "table":
        raise click.UsageError(f"stdout is for the new file: --format {form} has no place there")
    migration = migrate_settings(one for file in files for one in read_settings_file(file))
    write_settings(output, as_toml(migration))
    if output != STDOUT:
        emit([unstructure(move) for move in migration.moves], form, COLUMNS)
    counts = Counter(move.fate for move in migration.moves)
    say(f"{output}: " + (", ".join(f"{count} {fate}" for fate, count in counts.items()) or "empty"))
