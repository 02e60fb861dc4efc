"""``serve``: pages, probes and metrics over HTTP."""

from __future__ import annotations

import datetime as dt
from functools import partial

import click
from attrs import evolve

from mlbcore.cli.output import say
from mlbcore.cli.session import read_settings
from mlbcore.cli.stopping import stopping
from mlbcore.db.opening import migrated
from mlbcore.db.store import Store
from mlbcore.errors import ConfigurationError
from mlbcore.ops.renderer import Canvas, Renderer
from mlbcore.ops.serving import impatient, serving
from mlbcore.settings import DetectorRules
from mlbcore.settings.together import NEEDS_TOKEN, is_of_this_machine


@click.command("serve")
@click.option("--host", help="Where to listen; setting monitoring.host, 127.0.0.1 by default.")
@click.option("--port", type=click.IntRange(0, 65_535), help="Setting monitoring.port, 8000.")
@click.pass_context
def serve_command(ctx: click.Context, host: str | None, port: int | None) -> None:
    """The day's page, /metrics, /healthz and /readyz, until Ctrl-C.

    Any address but this machine's own needs the setting monitoring.token.
    """
    found = read_settings()
    monitoring = evolve(
        found.monitoring,
        host=found.monitoring.host if host is None else host,
        port=found.monitoring.port if port is None else port,
    )
    if not found.features.caching:
        monitoring = evolve(monitoring, page_age=0.0, metrics_age=0.0)
    if not monitoring.token and not is_of_this_machine(monitoring.host):
        raise ConfigurationError(f"--host: {monitoring.host!r} {NEEDS_TOKEN}")
    quick = impatient(found.database)
    draw = partial(drawn, found.detectors, signals=found.features.signals)
    with (
        stopping() as stop,
        migrated(found, say) as (dsn, files),
        Renderer(Canvas(draw, dsn, quick)) as render,
        serving(dsn, files, quick, monitoring, render) as listener,
    ):
        say(f"serving on {listener.url}")
        stop.asked.wait()
    ctx.exit(stop.exit_code)


def drawn(
    rules: DetectorRules,
    store: Store,
    date: dt.date,
    as_of: dt.datetime | None,
    *,
    signals: bool = True,
) -> str:
    """The page of a slate date; what draws it is loaded by the process that renders alone."""
    from mlbcore.report.page import report

    return report(store, date, as_of, rules, signals=signals)
