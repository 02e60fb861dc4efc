"""Clients that ask a site over and over, each on a connection of its own."""

from __future__ import annotations

import http.client
import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from itertools import cycle
from multiprocessing.queues import Queue
from urllib.parse import urlsplit

from attrs import frozen

TIMEOUT = 30


@frozen
class Answers:
    """Of one path: the seconds each answer took, and those that were no 200."""

    path: str
    seconds: list[float]
    errors: list[str]

    def percentile(self, share: float) -> float:
        ranked = sorted(self.seconds)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def connection(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    assert parts.hostname is not None
    return http.client.HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT)


def status(asked: http.client.HTTPConnection, path: str) -> int:
    asked.request("GET", path)
    response = asked.getresponse()
    response.read()
    return response.status


def ask(url: str, name: str, paths: Sequence[str], until: float, pause: float) -> Answers:
    """Ask for the paths in turn until an instant of the monotonic clock."""
    answers = Answers(name, [], [])
    client = connection(url)
    for path in cycle(paths):
        begun = time.monotonic()
        if begun > until:
            return answers
        try:
            if (came := status(client, path)) != HTTPStatus.OK:
                answers.errors.append(f"{path}: {came}")
        except (OSError, http.client.HTTPException) as error:
            answers.errors.append(f"{path}: {error!r}")
            client.close()
        answers.seconds.append(time.monotonic() - begun)
        time.sleep(pause)
    raise AssertionError


def generate(url: str, until: float, pages: Sequence[str], queue: Queue[list[Answers]]) -> None:
    """Four readers of pages, one scraper, one probe of /readyz: in a process of their own."""
    clients = [(f"pages {n}", [*pages[n:], *pages[:n]], 0.01) for n in range(4)]
    clients += [("/metrics", ["/metrics"], 1.0), ("/readyz", ["/readyz"], 0.05)]
    with ThreadPoolExecutor(len(clients)) as threads:
        asking = [threads.submit(ask, url, name, own, until, wait) for name, own, wait in clients]
        queue.put([answers.result() for answers in asking])


def under_load(url: str, seconds: float, pages: Sequence[str]) -> list[Answers]:
    """What the clients were answered, /healthz first: this process asks it, every 10 ms."""
    until = time.monotonic() + seconds
    context = multiprocessing.get_context("spawn")
    queue: Queue[list[Answers]] = context.Queue()
    others = context.Process(target=generate, args=(url, until, list(pages), queue))
    others.start()
    health = ask(url, "/healthz", ["/healthz"], until, 0.01)
    found = queue.get()
    others.join()
    return [health, *found]
