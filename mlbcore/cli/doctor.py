"""``doctor``: what is wrong here, and what to do."""

from __future__ import annotations

import click

from mlbcore.cli.options import format_option
from mlbcore.cli.output import emit
from mlbcore.ops.check import worst_code
from mlbcore.ops.doctor import doctor

COLUMNS = ("name", "state", "found", "advice")


@click.command("doctor")
@click.option("--online", is_flag=True, help="Ask each source once, too.")
@format_option
@click.pass_context
def doctor_command(ctx: click.Context, online: bool, form: str) -> None:
    """Versions, driver, plugins, settings, server, clock, disk, migrations and sources.

    One row a check: ok, a warning, or a problem, and what to do about it. It ends with 0 when there
    is no problem; else with 6 for settings and plugins, 5 for the database, 4 for sources.
    """
    checks = list(doctor(ctx.find_root().params["flags"], online=online))
    rows = [{column: getattr(check, column) for column in COLUMNS} for check in checks]
    emit(rows, form, COLUMNS)
    ctx.exit(worst_code(checks))
