"""``notify``: signals and failures, sent to people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import click

from mlbcore.cli.options import IsoDate, format_option, today
from mlbcore.cli.output import emit
from mlbcore.cli.session import choose, database, load_plugins, read_settings
from mlbcore.collecting import Window
from mlbcore.convert import unstructure
from mlbcore.db.pool import Database
from mlbcore.db.store import Store
from mlbcore.errors import ExitCode
from mlbcore.ops.destinations import Recipient, destinations
from mlbcore.ops.notices import Notice, notices
from mlbcore.ops.notifying import Delivery, Notifier
from mlbcore.settings import Settings

DELIVERY_COLUMNS = ("destination", "sent", "waiting", "reason")
NOTICE_COLUMNS = ("destination", "text")


@click.command("notify")
@click.option("--date", type=IsoDate(), help="The slate date (US Eastern); default: today.")
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and send nothing.")
@format_option
@click.pass_context
def notify_command(ctx: click.Context, date: dt.date | None, dry_run: bool, form: str) -> None:
    """Send the signals and failed units of a slate that have not been sent yet."""
    found = read_settings()
    told = destinations(found.notifications.urls)
    dates = Window(first=date, last=date) if date else today()
    sources = {collector.source for collector in choose(load_plugins(), found, ())}
    with database(found) as opened:
        if dry_run:
            unsent = _unsent(opened, found, told, dates, sources)
            emit(unsent, form, NOTICE_COLUMNS)
            return
        delivered = tell_people(opened, found, told, dates, sources)
    emit([unstructure(one) for one in delivered], form, DELIVERY_COLUMNS)
    failed = any(one.failed for one in delivered)
    ctx.exit(ExitCode.PART_FAILED if failed else ExitCode.DONE)


def tell_people(
    opened: Database,
    found: Settings,
    told: Sequence[Recipient],
    dates: Window,
    sources: Collection[str],
) -> list[Delivery]:
    """Send what each destination has not been sent of the dates.

    Raises DatabaseError also where the database was lost for a moment: sending is not done twice.
    """
    there = opened.read(lambda store: _notices(store, found, dates, sources))
    notifier = Notifier(opened, found.notifications, _now)
    return [notifier.deliver(one, there) for one in told]


def delivery_line(one: Delivery) -> str:
    """What came of telling a destination."""
    said = f"told {one.destination}: {one.sent} sent, {one.waiting} waiting"
    return f"{said}: {one.reason}" if one.reason else said


def _unsent(
    opened: Database,
    found: Settings,
    told: Sequence[Recipient],
    dates: Window,
    sources: Collection[str],
) -> list[dict[str, str]]:
    notifier = Notifier(opened, found.notifications, _now)
    with opened.reading() as store:
        there = _notices(store, found, dates, sources)
        return [
            {"destination": one.name, "text": notice.text}
            for one in told
            for notice in notifier.unsent(store, one, there)
        ]


def _notices(
    store: Store, found: Settings, dates: Window, sources: Collection[str]
) -> list[Notice]:
    rules = found.detectors if found.features.signals else None
    return notices(store, dates, sources, found.notifications.strength, rules)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
