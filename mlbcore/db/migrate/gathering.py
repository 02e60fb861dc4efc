"""The migrations of the core and of the plugins, together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mlbcore.db.migrate.lineage import ordered
from mlbcore.db.migrate.turn import Said
from mlbcore.db.migrations import Migration, folder, read
from mlbcore.errors import MigrationError


def gathered(folders: Mapping[str, Path], said: Said | None = None) -> list[Migration]:
    """The core's migrations, and then those in the plugins' folders, by the plugins' names.

    Raises MigrationError for a plugin's files that cannot be used; with ``said`` that is said
    instead, and the others go on without them.
    """
    core = read(folder())
    if said is None:
        return core + [file for name, path in folders.items() for file in read(path, name)]
    files, refused = _joined(core, folders)
    left = len(folders)
    while len(refused) < left:
        left = len(refused)
        files, refused = _joined(files, {name: folders[name] for name in refused})
    for name, error in refused.items():
        said(f"the migrations of plugin {name} are not used: {error}")
    return files


def _joined(
    files: list[Migration], folders: Mapping[str, Path]
) -> tuple[list[Migration], dict[str, MigrationError]]:
    """``files`` with those of each plugin that has all it needs there, and what the others lack."""
    refused: dict[str, MigrationError] = {}
    for name, path in folders.items():
        try:
            joined = [*files, *read(path, name)]
            ordered(joined)
        except MigrationError as error:
            refused[name] = error
        else:
            files = joined
    return files, refused
