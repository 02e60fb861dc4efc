"""What ``serve`` answers: which page a path names, who may see it, and how it is sent."""

from __future__ import annotations

import datetime as dt
import hmac
import re
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from wsgiref.types import StartResponse, WSGIEnvironment

from prometheus_client.exposition import choose_encoder
from werkzeug import Request, Response
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import BadRequest, HTTPException, ServiceUnavailable, Unauthorized
from werkzeug.routing import Map, Rule

from mlbcore.db.probe import Probe
from mlbcore.errors import MlbcoreError
from mlbcore.models import EASTERN
from mlbcore.ops.kept import KeptPages
from mlbcore.ops.meters import Meters

HTML = "text/html; charset=utf-8"
HEADERS = {
    # A page has its style and its drawings inside; nothing of it runs or is fetched.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
OF_ERRORS = ("Allow", "Retry-After", "WWW-Authenticate")
# What probes of a container ask cannot bring a token, and tells nothing.
OPEN = frozenset({"healthz", "readyz"})
PORT = re.compile(r":\d+$")
ROOMS = {"metrics": 2, "report": 4}
URLS = Map(
    [
        Rule("/healthz", endpoint="healthz", methods=["GET"]),
        Rule("/readyz", endpoint="readyz", methods=["GET"]),
        Rule("/metrics", endpoint="metrics", methods=["GET"]),
        Rule("/", endpoint="report", methods=["GET"]),
        Rule("/report/<date>", endpoint="report", methods=["GET"]),
    ],
    strict_slashes=False,
    merge_slashes=False,
)


class Site:
    """The WSGI application.

    Without a token, ``hosts`` are the names a request may call us by: a page of another site,
    whose name was made to lead here, calls us by its own. Only so many requests as there are
    ``ROOMS`` wait for the database at once, so that threads are left for /healthz.
    """

    def __init__(
        self,
        probe: Probe,
        pages: KeptPages,
        meters: Meters,
        *,
        token: str,
        hosts: Sequence[str],
    ) -> None:
        self.probe = probe
        self.pages = pages
        self.meters = meters
        self.token = token.encode()
        self.hosts = list(dict.fromkeys(hosts))
        self.rooms = {name: threading.BoundedSemaphore(most) for name, most in ROOMS.items()}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        response = self._respond(Request(environ))
        response.headers.update(HEADERS)
        return response(environ, start_response)

    def _respond(self, request: Request) -> Response:
        started, endpoint, response = time.perf_counter(), "none", None
        try:
            self._check_host(request)
            endpoint, named = URLS.bind_to_environ(request.environ).match()
            if endpoint not in OPEN and not self._is_trusted(request):
                raise Unauthorized("bring the token", www_authenticate=WWWAuthenticate("bearer"))
            response = self._answer(endpoint, request, **named)
        except HTTPException as error:
            response = _refusal(error)
        except MlbcoreError as error:
            response = _refusal(ServiceUnavailable(str(error), retry_after=1))
        finally:
            status = 500 if response is None else response.status_code
            self.meters.served(endpoint, status, time.perf_counter() - started)
        return response

    def _answer(self, endpoint: str, request: Request, date: str | None = None) -> Response:
        if endpoint == "healthz":
            return Response("alive\n")
        if endpoint == "readyz":
            return self._readiness(request)
        with self._room(endpoint):
            return self._metrics(request) if endpoint == "metrics" else self._page(request, date)

    def _readiness(self, request: Request) -> Response:
        if problem := self.probe.problem:
            reason = problem if self._is_trusted(request) else "not ready"
            raise ServiceUnavailable(reason, retry_after=1)
        return Response("ready\n")

    def _metrics(self, request: Request) -> Response:
        encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        return Response(encode(self.meters.registry), content_type=content_type)

    def _page(self, request: Request, date: str | None) -> Response:
        day = _date(date) if date else dt.datetime.now(EASTERN).date()
        as_of = request.args.get("as_of")
        if problem := self.probe.problem:
            raise ServiceUnavailable(problem, retry_after=1)
        body = self.pages.page(day, _instant(as_of) if as_of else None)
        return Response(body, content_type=HTML)

    def _check_host(self, request: Request) -> None:
        # Not by werkzeug's trusted hosts: they hold no address of IPv6.
        if not self.token and PORT.sub("", request.host) not in self.hosts:
            names = ", ".join(self.hosts)
            raise BadRequest(
                f"a request must name this server as one of {names} in its URL, with any port;"
                " under other names it answers only where monitoring.token is set"
            )

    def _is_trusted(self, request: Request) -> bool:
        if not self.token:
            return True
        given = request.authorization
        if given is None or given.type != "bearer" or given.token is None:
            return False
        return hmac.compare_digest(given.token.encode(), self.token)

    @contextmanager
    def _room(self, endpoint: str) -> Iterator[None]:
        if not self.rooms[endpoint].acquire(blocking=False):
            raise ServiceUnavailable("too many ask for this at once", retry_after=1)
        try:
            yield
        finally:
            self.rooms[endpoint].release()


def _refusal(error: HTTPException) -> Response:
    """An error in plain words, with the headers that belong to it."""
    response = Response(f"{error.description}\n", error.code)
    headers = dict(error.get_headers())
    response.headers.update({name: headers[name] for name in OF_ERRORS if name in headers})
    return response


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise BadRequest(f"{text!r} is not a date like 2025-07-02") from None


def _instant(text: str) -> dt.datetime:
    try:
        instant = dt.datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.utcoffset() is None:
        raise BadRequest(f"{text!r} is not an instant like 2025-07-02T18:00:00-04:00")
    return instant
