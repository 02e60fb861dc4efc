"""What came of a request, and whether it is an answer at all."""

from __future__ import annotations

import datetime as dt
import html
import re
import textwrap

from attrs import frozen

from mlbcore.collecting import Request
from mlbcore.errors import (
    BlockedError,
    FetchError,
    NotOfferedError,
    RateLimitedError,
    RefusedError,
)
from mlbcore.models import Payload
from mlbcore.pipeline.retry_after import retry_after

AGAIN = frozenset({429, 500, 502, 503, 504})
BLOCKED = frozenset({401, 403})
UNCHANGED, NOT_THERE, TOO_MANY = 304, 404, 429
LONGEST_WAIT = 60.0
JSON = "application/json"
TITLE = re.compile(rb"<title[^>]*>([^<]{1,1000})", re.IGNORECASE)
TITLE_WITHIN, TITLE_SHOWN = 65_536, 80


@frozen(kw_only=True)
class Answer:
    """One HTTP answer; ``url`` is where it came from, without secrets."""

    url: str
    status: int
    reason: str = ""
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    retry_after: str = ""
    date: str = ""
    body: bytes = b""

    @property
    def said(self) -> str:
        """What came, in a few words."""
        words = f"{self.url}: {self.status} {self.reason or self.content_type}".rstrip()
        title = TITLE.search(self.body[:TITLE_WITHIN])
        if title is None:
            return words
        text = html.unescape(title[1].decode(errors="replace"))
        return f"{words} {textwrap.shorten(text, TITLE_SHOWN, placeholder='...')!r}"


@frozen
class Unchanged:
    """The source said at an instant that an archived payload, by its id, is as it was."""

    payload: int
    fetched_at: dt.datetime


@frozen
class NoAnswer:
    """What came instead of a whole answer: kept and never parsed. ``error`` says why."""

    payload: Payload
    error: FetchError | RefusedError


Fetched = Payload | Unchanged | NoAnswer


def check_answer(answer: Answer, request: Request, *, conditional: bool) -> None:
    """Nothing, where it is one.

    Raises FetchError for what may be otherwise a little later, RateLimitedError for much later,
    BlockedError for what is no answer to the request, RefusedError for any other refusal.
    """
    status = answer.status
    if status == UNCHANGED and conditional:
        return
    if status in AGAIN or status == UNCHANGED:
        raise _again(answer)
    if status in BLOCKED:
        raise _blocked(answer, "blocked")
    if status == NOT_THERE:
        raise NotOfferedError(answer.said, status=status)
    if not 200 <= status < 300:
        raise RefusedError(answer.said, status=status)
    if reason := _disguise(answer, request):
        raise _blocked(answer, f"blocked, {reason}")


def _blocked(answer: Answer, reason: str) -> BlockedError:
    return BlockedError(
        f"{answer.said}: {reason}",
        status=answer.status,
        received=answer.body,
        content_type=answer.content_type,
    )


def _again(answer: Answer) -> FetchError:
    wait = retry_after(answer.retry_after, dt.datetime.now(dt.UTC))
    deferred = wait is not None and wait > LONGEST_WAIT
    if deferred:
        message = f"{answer.said}: not to be asked for {wait:.0f} s"
        return RateLimitedError(message, retry_after=wait)
    kind = RateLimitedError if answer.status == TOO_MANY else FetchError
    return kind(answer.said, retry_after=wait)


def _disguise(answer: Answer, request: Request) -> str:
    """Why what came with a status of success is not what was asked for; else nothing."""
    if not answer.body:
        return "it is empty"
    kind, due = answer.content_type.partition(";")[0].strip().lower(), request.expects.lower()
    if due not in ("", kind) and not (due == JSON and _is_json(answer.body)):
        return f"{kind or 'no content type'} where {request.expects} was due"
    if request.mark and request.mark.encode() not in answer.body:
        return f"{request.mark!r} is not in it"
    return ""


def _is_json(body: bytes) -> bool:
    """Whether it begins as JSON, which a server may call any text; no page of a site does."""
    return body[:64].lstrip()[:1] in (b"{", b"[")
