"""The bytes a source sent, with what was asked."""

from __future__ import annotations

import datetime as dt
import hashlib

from attrs import frozen

from mlbcore.errors import RecordError
from mlbcore.models.time import check_aware


@frozen(kw_only=True)
class Payload:
    """One answer of a source, verbatim, with the validators it came with.

    ``date`` is the slate date it was asked for; ``fetched_at`` is an aware instant. A payload that
    is not ``complete`` was cut short on its way, or came in place of an answer, and is kept as
    evidence only.
    """

    source: str
    collector: str
    date: dt.date
    url: str
    fetched_at: dt.datetime
    body: bytes
    status: int = 200
    content_type: str = ""
    complete: bool = True
    etag: str = ""
    last_modified: str = ""

    def __attrs_post_init__(self) -> None:
        check_aware("fetched_at", self.fetched_at)
        if not self.source or not self.collector:
            raise RecordError("a payload without its source and collector")

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.body).digest()
