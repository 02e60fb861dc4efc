"""``config migrate``: the predecessor's settings, as mlbcore's."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from mlbcore.cli.options import format_option
from mlbcore.cli.output import emit, say
from mlbcore.convert import unstructure
from mlbcore.errors import ConfigurationError

COLUMNS = ("file", "old_key", "old_value", "fate", "new_key", "new_value", "note")
OWNER_ONLY = 0o600  # what it holds may be a password


@click.command("migrate")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    default="mlbcore.toml",
    type=click.Path(path_type=Path),
    help="The new file, by default mlbcore.toml.",
)
@click.option("--force", is_flag=True, help="Replace the new file; what it was is kept as .bak.")
@format_option
def migrate_config_command(files: Sequence[Path], output: Path, force: bool, form: str) -> None:
    """Write the settings of old FILES (.toml, .json, or NAME=value) as a file of mlbcore's.

    What became of each is listed, without the values of secrets; these are in the new file, which
    its owner alone can read.
    """
    from mlbcore.legacy.config.files import read_settings_file
    from mlbcore.legacy.config.moving import migrate_settings
    from mlbcore.legacy.config.writing import as_toml

    if output.exists() and not force:
        raise click.UsageError(f"{output} is there already; --force replaces it")
    migration = migrate_settings(one for file in files for one in read_settings_file(file))
    _write(output, as_toml(migration))
    emit([unstructure(move) for move in migration.moves], form, COLUMNS)
    counts = Counter(move.fate for move in migration.moves)
    say(f"{output}: " + (", ".join(f"{count} {fate}" for fate, count in counts.items()) or "empty"))


def _write(output: Path, text: str) -> None:
    """Raises ConfigurationError where it cannot be written."""
    try:
        if output.exists():
            output.replace(output.with_name(f"{output.name}.bak"))
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(output, flags, OWNER_ONLY), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise ConfigurationError(f"{output} cannot be written: {error.strerror}") from error
