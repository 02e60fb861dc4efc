"""Telling people once, not too often, and not in their sleep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from uuid import uuid4

from attrs import evolve, frozen

from mlbcore.db.notices import SENDER
from mlbcore.db.pool import Database
from mlbcore.db.store import Store
from mlbcore.log import tell
from mlbcore.log.events import NoticesRefused, NoticesSent
from mlbcore.models import EASTERN
from mlbcore.ops.destinations import Recipient
from mlbcore.ops.notices import Notice
from mlbcore.settings import NotificationSettings

HOUR = dt.timedelta(hours=1)
LINES = 30


@frozen(kw_only=True)
class Delivery:
    """How many notices went to a destination, how many wait, and for what.

    ``failed`` if a message was not taken.
    """

    destination: str
    sent: int
    waiting: int
    reason: str
    failed: bool = False


def is_quiet(settings: NotificationSettings, now: dt.datetime) -> bool:
    """Whether an instant is within the quiet hours, US Eastern."""
    first, end, hour = settings.quiet_from, settings.quiet_to, now.astimezone(EASTERN).hour
    return first <= hour < end if first <= end else hour >= first or hour < end


@frozen
class Notifier:
    """Sends notices and keeps which were sent; ``clock`` gives the aware time it goes by."""

    database: Database
    settings: NotificationSettings
    clock: Callable[[], dt.datetime]

    def unsent(
        self, store: Store, destination: Recipient, notices: Sequence[Notice]
    ) -> list[Notice]:
        """Those that the destination has not been sent, each once."""
        by_key = {notice.key: notice for notice in notices}
        since = self.clock() - dt.timedelta(days=self.settings.retention_days)
        sent = store.notices.sent(destination.digest, list(by_key), since)
        return [notice for key, notice in by_key.items() if key not in sent]

    def deliver(self, destination: Recipient, notices: Sequence[Notice]) -> Delivery:
        """Send what has not been sent, in as many messages as it takes and the settings allow.

        What could not be sent is not kept as sent, and goes with a later one.
        """
        sent = 0
        while (last := self._send(destination, notices)).sent:
            sent += last.sent
        if sent:
            tell(NoticesSent(destination=last.destination, sent=sent, waiting=last.waiting))
        if last.failed:
            tell(
                NoticesRefused(
                    destination=last.destination, waiting=last.waiting, reason=last.reason
                )
            )
        return evolve(last, sent=sent)

    def _send(self, destination: Recipient, notices: Sequence[Notice]) -> Delivery:
        """One message, if there is anything to tell and it may be told now.

        No other process sends meanwhile, so that both do not send the same.
        """
        with self.database.writing(lock=SENDER) as store:
            fresh = self.unsent(store, destination, notices)
            reason = self._held(store, destination) if fresh else ""
            told = [] if reason else fresh[:LINES]
            refused = destination.send("\n".join(one.text for one in told)) if told else None
            if refused is not None:
                told, reason = [], f"not taken, sent again the next time: {refused}"
            self._keep(store, destination, told)
        return Delivery(
            destination=destination.name,
            sent=len(told),
            waiting=len(fresh) - len(told),
            reason=reason,
            failed=refused is not None,
        )

    def _held(self, store: Store, destination: Recipient) -> str:
        """Why nothing may be sent now; empty where it may."""
        now = self.clock()
        if is_quiet(self.settings, now):
            return f"quiet until {self.settings.quiet_to}:00 US Eastern"
        limit = self.settings.max_per_hour
        if store.notices.messages(destination.digest, now - HOUR) >= limit:
            return f"{limit} messages in the last hour: the rest goes with a later one"
        return ""

    def _keep(self, store: Store, destination: Recipient, told: Sequence[Notice]) -> None:
        now = self.clock()
        store.notices.forget(now - dt.timedelta(days=self.settings.retention_days))
        keys = [notice.key for notice in told]
        store.notices.record(destination.digest, keys, uuid4(), now)
