"""Settings of the command line, as somebody who has none would meet them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import httpx2
import pytest

from mlbcore.demo import BundledDay


@pytest.fixture
def shown(
    mlbcore: Callable[..., CompletedProcess[str]],
) -> Callable[..., dict[str, dict[str, Any]]]:
    """What ``config show --origins`` says, by setting."""

    def show(*before: str, **environment: str) -> dict[str, dict[str, Any]]:
        run = mlbcore(*before, "config", "show", "--origins", "--format", "json", **environment)
        assert run.returncode == 0, run.stderr
        return {row["setting"]: row for row in json.loads(run.stdout)}

    return show


@pytest.fixture
def served(home: Path) -> Callable[..., AbstractContextManager[httpx2.Client]]:
    """Starts ``mlbcore serve`` and ends it, also where the test fails; keywords are variables."""

    @contextmanager
    def serve(**environment: str) -> Iterator[httpx2.Client]:
        command = [sys.executable, "-m", "mlbcore", "serve", "--port", "0"]
        with subprocess.Popen(
            command, env=os.environ | environment, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                assert process.stderr is not None
                said = next(line for line in process.stderr if line.startswith("serving on "))
                with httpx2.Client(
                    base_url=said.split()[-1], trust_env=False, timeout=60
                ) as client:
                    yield client
            finally:
                process.terminate()

    return serve


class Replaying:
    """The bundled day of every source on loopback, with an ETag; remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, dict(self.headers)))
                with httpx2.Client(transport=BundledDay()) as client:
                    answer = client.get(f"https://bundled.example{self.path}")
                self.send_response(answer.status_code)
                self.send_header("Content-Type", answer.headers["Content-Type"])
                self.send_header("Content-Length", str(len(answer.content)))
                self.send_header("ETag", '"1"')
                self.end_headers()
                self.wfile.write(answer.content)

            def log_message(self, *_: object) -> None:
                """Nothing on stderr."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def replaying(serving: Callable[[ThreadingHTTPServer], None]) -> Replaying:
    site = Replaying()
    serving(site.server)
    return site
