"""The page of the bundled day in a real browser: nothing is asked for, nothing complains, it fits.

chromedriver is spoken to by HTTP, as the W3C's WebDriver says.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from attrs import frozen

pytestmark = pytest.mark.slow

Run = Callable[..., subprocess.CompletedProcess[str]]
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
WIDTHS = (1280, 390)
BACKGROUND = "return getComputedStyle(document.body).backgroundColor"
# What sticks out of the window, but for what is inside a box that scrolls by itself.
STICKING_OUT = """
return [...document.querySelectorAll("body *")]
    .filter(node => !node.closest(".wide") && !node.closest("svg"))
    .filter(node => node.getBoundingClientRect().right > innerWidth + 0.5)
    .map(node => node.outerHTML.slice(0, 120));
"""


@frozen
class Browser:
    """One session of chromedriver."""

    client: httpx2.Client
    session: str

    def ask(self, path: str, **body: object) -> Any:
        answer = self.client.post(f"/session/{self.session}/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()["value"]

    def run(self, script: str) -> Any:
        return self.ask("execute/sync", script=script, args=[])

    def emulate(self, command: str, **params: object) -> None:
        self.ask("goog/cdp/execute", cmd=f"Emulation.{command}", params=params)

    def logged(self, kind: str) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = self.ask("se/log", type=kind)
        return told


@pytest.fixture(scope="module")
def driver() -> Iterator[httpx2.Client]:
    chromedriver = shutil.which("chromedriver")
    if chromedriver is None or not (shutil.which("chromium") or shutil.which("google-chrome")):
        pytest.skip("no chromium with its chromedriver is installed")
    with subprocess.Popen(
        [chromedriver, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        started = next(line for line in process.stdout if "successfully on port" in line)
        port = int(started.rpartition(" ")[2].strip(".\n"))
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            yield client
        process.terminate()


@pytest.fixture
def browser(driver: httpx2.Client, tmp_path: Path) -> Iterator[Browser]:
    wanted = {
        "browserName": "chrome",
        "goog:chromeOptions": {"args": [*FLAGS, f"--user-data-dir={tmp_path / 'profile'}"]},
        "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
    }
    answer = driver.post("/session", json={"capabilities": {"alwaysMatch": wanted}}).json()
    opened = Browser(driver, answer["value"]["sessionId"])
    yield opened
    driver.delete(f"/session/{opened.session}")


@pytest.fixture
def page(mlbcore: Run, tmp_path: Path) -> Path:
    """The page of the bundled day, in a file."""
    file = tmp_path / "day.html"
    for command in (["demo"], ["report", "--date", "2025-07-02", "-o", str(file)]):
        assert mlbcore(*command).returncode == 0
    return file


def test_the_page_asks_for_nothing_says_nothing_and_fits(browser: Browser, page: Path) -> None:
    backgrounds = set()
    for scheme in ("light", "dark"):
        for width in WIDTHS:
            browser.emulate(
                "setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
            )
            browser.emulate(
                "setDeviceMetricsOverride",
                width=width,
                height=900,
                deviceScaleFactor=1,
                mobile=width < 600,
            )
            browser.ask("url", url=page.as_uri())
            assert browser.run("return innerWidth") == width
            assert browser.run("return document.documentElement.scrollWidth") <= width
            assert browser.run(STICKING_OUT) == []
            backgrounds.add((scheme, browser.run(BACKGROUND)))
    assert len(backgrounds) == len({colour for _, colour in backgrounds}) == 2
    assert browser.logged("browser") == []
    assert set(requests(browser, page.as_uri())) == {page.as_uri()}


def test_colours_are_chosen_and_signals_opened_without_a_script(
    browser: Browser, page: Path
) -> None:
    browser.ask("url", url=page.as_uri())
    chosen = []
    for scheme in ("light", "dark"):
        browser.run(f"document.getElementById('scheme-{scheme}').click()")
        chosen.append(browser.run(BACKGROUND))
    assert len(set(chosen)) == 2
    browser.run("document.querySelector('.signals summary').focus()")
    active = browser.client.get(f"/session/{browser.session}/element/active").json()["value"]
    (element,) = active.values()
    browser.ask(f"element/{element}/value", text="\ue007")
    assert browser.run("return document.querySelector('.signals details').open") is True


def requests(browser: Browser, document: str) -> list[str]:
    """The addresses that the browser asked for because of a document."""
    events = [json.loads(entry["message"])["message"] for entry in browser.logged("performance")]
    return [
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
        and event["params"]["documentURL"] == document
    ]
