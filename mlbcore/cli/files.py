"""``import``: take in files that people have."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path

import click

from mlbcore.cli.collect import show_result
from mlbcore.cli.legacy import legacy_command
from mlbcore.cli.options import FORMATS
from mlbcore.cli.session import database, load_plugins, read_settings
from mlbcore.collecting import FileCollector
from mlbcore.errors import ExitCode
from mlbcore.pipeline.importing import import_files
from mlbcore.pipeline.ingest import Ingest
from mlbcore.plugins import Plugins


class FilesGroup(click.Group):
    """A command for each source that takes files, beside that of the predecessor's tables."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.commands.keys() | self.takers.keys())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self.commands or cmd_name not in self.takers:
            return self.commands.get(cmd_name)
        return _command(self.plugins, self.takers[cmd_name])

    @cached_property
    def plugins(self) -> Plugins:
        return load_plugins()

    @cached_property
    def takers(self) -> dict[str, FileCollector]:
        return {c.source: c for c in self.plugins.collectors if isinstance(c, FileCollector)}


@click.group("import", cls=FilesGroup)
def import_group() -> None:
    """Archive files of a source and take them in; nothing is stored a second time."""


import_group.add_command(legacy_command)


def _command(plugins: Plugins, taker: FileCollector) -> click.Command:
    """``import SOURCE FILES``, of one source."""
    return click.Command(
        taker.source,
        callback=click.pass_context(partial(_import, plugins=plugins, taker=taker)),
        params=[
            click.Argument(["files"], nargs=-1, required=True, type=click.Path(path_type=Path)),
            click.Option(["--format", "form"], type=click.Choice(FORMATS), default="table"),
        ],
        help=f"Archive FILES ({', '.join(taker.suffixes)}) and take them in.",
    )


def _import(
    ctx: click.Context,
    files: tuple[Path, ...],
    form: str,
    plugins: Plugins,
    taker: FileCollector,
) -> None:
    with database(read_settings()) as opened:
        ingest = Ingest(opened, plugins.collectors, plugins.mappers)
        result = import_files(opened, ingest, taker, files)
    show_result(result, form)
    failed = any(unit.failed for unit in result.units)
    ctx.exit(ExitCode.PART_FAILED if failed else ExitCode.DONE)
