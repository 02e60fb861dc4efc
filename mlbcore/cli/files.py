"""``import``: take in files that people have."""

from __future__ import annotations

from pathlib import Path

import click

from mlbcore.cli.collect import PART_FAILED, show_result
from mlbcore.cli.options import format_option
from mlbcore.cli.session import database, load_plugins, read_settings
from mlbcore.collecting import FileCollector
from mlbcore.pipeline.importing import import_files
from mlbcore.pipeline.ingest import Ingest


class FilesCommand(click.Command):
    """Its help lists the sources that take files."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        takers = [c for c in load_plugins().collectors if isinstance(c, FileCollector)]
        with formatter.section("Sources"):
            formatter.write_dl(
                [(c.source, ", ".join(c.suffixes)) for c in takers] or [("none", "")]
            )
        super().format_epilog(ctx, formatter)


@click.command("import", cls=FilesCommand)
@click.argument("source")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@format_option
@click.pass_context
def import_command(ctx: click.Context, source: str, files: tuple[Path, ...], form: str) -> None:
    """Archive FILES of SOURCE and take them in; what was taken in before is not stored again."""
    found = read_settings()
    plugins = load_plugins()
    takers = {c.source: c for c in plugins.collectors if isinstance(c, FileCollector)}
    if source not in takers:
        known = ", ".join(takers) or "none"
        raise click.UsageError(f"no source {source} takes files; those that do: {known}")
    with database(found) as opened:
        ingest = Ingest(opened, plugins.collectors, plugins.mappers)
        result = import_files(opened, ingest, takers[source], files)
    show_result(result, form)
    ctx.exit(PART_FAILED if any(unit.failed for unit in result.units) else 0)
