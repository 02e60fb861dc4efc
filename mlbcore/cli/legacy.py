"""``import legacy``: the predecessor's tables, from files or its database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click
from attrs import asdict

from mlbcore.cli.collect import unit_row
from mlbcore.cli.options import format_option
from mlbcore.cli.output import eastern, emit, emit_document, say
from mlbcore.cli.session import database, load_plugins, read_settings
from mlbcore.convert import unstructure
from mlbcore.db.legacy import read_tables
from mlbcore.db.pool import Database
from mlbcore.db.rehearsal import Transactions, rehearsing
from mlbcore.errors import DataError, ExitCode, MissingError
from mlbcore.legacy.sheets import GAMES, NEEDED, PRICES, SPLITS, Sheet, Sheets, read_csv
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.legacy import Imported, import_tables

COLUMNS = ("table", "rows", "taken", "unmatched", "refused")
SHOWN = 10


def _file(table: str) -> click.Option:
    kind = click.Path(exists=True, dir_okay=False, path_type=Path)
    return click.Option([f"--{table}"], type=kind, help=f"The table of {table}, as CSV.")


@click.command("legacy")
@click.argument("source", required=False, metavar="[FOLDER|URL]")
@click.option("--dry-run", is_flag=True, help="Say what would come in, and store nothing.")
@format_option
@click.pass_context
def legacy_command(
    ctx: click.Context,
    /,
    source: str | None,
    dry_run: bool,
    form: str,
    **files: Path | None,
) -> None:
    """The predecessor's games, prices and splits.

    They are read from CSV files, one a table: those of a FOLDER (games.csv, moneyline.csv,
    spreads.csv, totals.csv, splits.csv) and those that are named; or from its database at a
    postgresql:// URL, which is only read.
    """
    found = read_settings()
    try:
        tables = _tables(source, {table: file for table, file in files.items() if file})
        with database(found) as opened:
            imported = _rehearsed(opened, tables) if dry_run else _imported(opened, tables)
    except (DataError, MissingError) as error:
        raise click.UsageError(str(error)) from error  # it is of the tables, and nothing is taken
    _show(imported, form, dry_run=dry_run)
    failed = any(unit.failed for unit in imported.result.units)
    ctx.exit(ExitCode.PART_FAILED if failed else ExitCode.DONE)


legacy_command.params += [_file(table) for table in (GAMES, *PRICES, SPLITS)]


def _imported(database: Transactions, tables: Sheets) -> Imported:
    plugins = load_plugins()
    return import_tables(database, Ingest(database, plugins.collectors, plugins.mappers), tables)


def _rehearsed(database: Database, tables: Sheets) -> Imported:
    with rehearsing(database) as rehearsal:
        return _imported(rehearsal, tables)


def _tables(source: str | None, files: dict[str, Path]) -> Sheets:
    if source and "://" in source:
        if files:
            raise click.UsageError("a database has all tables: give no files with it")
        return read_tables(source)
    chosen = _of_folder(Path(source)) | files if source else files
    if not chosen:
        raise click.UsageError("give a folder of CSV files, files by table, or a postgresql:// URL")
    return {table: _read(table, file) for table, file in chosen.items()}


def _read(table: str, file: Path) -> Sheet:
    try:
        return read_csv(table, file.name, file.read_bytes())
    except OSError as error:
        raise DataError(f"{file.name} cannot be read: {error.strerror}") from error


def _of_folder(folder: Path) -> dict[str, Path]:
    try:
        if not folder.exists():
            raise DataError(f"there is no folder {folder}")
        if not folder.is_dir():
            raise DataError(
                f"{folder} is no folder: say of which table it is, as --{GAMES} {folder}"
            )
        files = {table: folder / f"{table}.csv" for table in NEEDED}
        found = {table: file for table, file in files.items() if file.is_file()}
    except OSError as error:
        raise DataError(f"{folder} cannot be read: {error.strerror}") from error
    if not found:
        raise DataError(f"{folder} has none of {', '.join(file.name for file in files.values())}")
    return found


def _show(imported: Imported, form: str, *, dry_run: bool) -> None:
    """The rows by table on stdout; on stderr what else there is to know."""
    tables = [asdict(table) for table in imported.tables]
    if form == "json":
        emit_document(_document(imported, tables, dry_run=dry_run))
    else:
        emit(tables, form, COLUMNS)
    units = imported.result.units
    records = (
        f"{sum(u.new for u in units)} records new, {sum(u.unchanged for u in units)} unchanged"
    )
    say(f"{len(units)} dates; {records}" + ("; a dry run: nothing is stored" if dry_run else ""))
    _say_reasons("unmatched", (game.reason for game in imported.unmatched))
    _say_reasons("refused", (refusal.reason for refusal in imported.refusals))


def _document(imported: Imported, tables: object, *, dry_run: bool) -> dict[str, object]:
    return {
        "dry_run": dry_run,
        "tables": tables,
        "units": [unit_row(unit) for unit in imported.result.units],
        "unmatched": [
            {
                "external_id": game.external_id,
                "date": game.date.isoformat(),
                "away": game.away,
                "home": game.home,
                "start_time": eastern(game.start),
                "reason": game.reason,
            }
            for game in imported.unmatched
        ],
        "refused": [unstructure(refusal) for refusal in imported.refusals],
    }


def _say_reasons(what: str, reasons: Iterable[str]) -> None:
    """The reasons met most often; the rest is in the JSON, and in the quarantine."""
    counts = Counter(reasons)
    for reason, count in counts.most_common(SHOWN):
        say(f"{what} {count}: {reason}")
    if len(counts) > SHOWN:
        say(f"{what} for {len(counts) - SHOWN} reasons more (see --format json)")
