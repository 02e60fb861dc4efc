"""A secret, wherever somebody put it, is told nowhere."""

from __future__ import annotations

import copy
import json
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loguru import logger

from mlbcore import settings
from mlbcore.errors import MlbcoreError
from mlbcore.log import configure
from mlbcore.masking import mask, without_credentials
from mlbcore.settings import LoggingSettings, Secret
from mlbcore.settings.schema import schema_of
from mlbcore.settings.secrets import told, visible

if TYPE_CHECKING:
    from tests.settings.conftest import Replaying

SECRET = "geheim-9f3a"
DSN = f"postgresql://user:{SECRET}@127.0.0.1:1/mlb"
SECRETS = [option for option in schema_of({}).options.values() if option.secret]

# A file with a secret in each place it could be, and what is wrong beside it.
FILES = [
    *(f"[{option.key.rpartition('.')[0]}]\n{option.name} = {{}}\n" for option in SECRETS),
    "[database]\nurl = {}\npool_max = 0\n",
    "[database]\nurl = {}\nurl = 1\n",
    "[database]\nurl = {}\n[database]\n",
    "[database]\nurl = [{}]\n",
    "[database]\nurl = {{ password = {} }}\n",
    "[database]\nreplicas = [[{}]]\n",
    "[database]\nulr = {}\n",
    "[database]\npassword = {}\n",
    "[database]\npool_max = [{}]\n",
    "[database]\nuser_password = {}\n",
    "[scraping]\nuser_agent_key = {}\n",
    "[databse]\nurl = {}\n",
    "url = {}\n",
    "sources = {}\n",
    "[sources]\nmlb = {}\n",
    "[sources.mlb]\nbase_url = {}\nnope = 1\n",
    "[sources.mlb]\ntoken = {}\n",
    "[sources.gone]\ntoken = {}\n",
    "[a]\n{} = 1\n{} = 2\n",
    "a = {{ {} = 1, {} = 2 }}\n",
    "{}.b = 1\n{} = 2\n",
    "[{}]\n[{}]\n",
    "{}\n",
    "x = {}y\n",
]
WRONG = "[database]\npool_max = 'x'\n"
VARIABLES = [*(option.variable for option in SECRETS), "MLBCORE_DATABASE_ULR", "MLBCORE_TOKEN"]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("secret", [DSN, f"http://user:{SECRET}@h:1/a?key={SECRET}"])
def test_what_is_said_of_a_file_shows_no_secret(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, secret: str
) -> None:
    path = tmp_path / "mlbcore.toml"
    path.write_text(file.replace("{}", json.dumps(secret)).replace("{{", "{").replace("}}", "}"))
    monkeypatch.setenv("MLBCORE_CONFIG", str(path))
    assert SECRET not in "".join(everything_said(path, {}))


@pytest.mark.parametrize("name", VARIABLES)
@pytest.mark.parametrize("secret", [DSN, f"\x07{SECRET}", f"{DSN};{DSN}\n"])
def test_what_is_said_of_a_variable_shows_no_secret(home: Path, name: str, secret: str) -> None:
    assert SECRET not in "".join(everything_said(None, {name: secret}))


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        (("config", "show", "--origins"), ""),
        (("config", "show", "--format", "json"), ""),
        (("config", "check"), WRONG),
        (("config", "check", DSN), ""),
        (("--debug", "config", "show"), WRONG),
        (("--debug", "games"), ""),
        (("--debug", "migrate", "status"), ""),
        (("--debug", "--set", f"database.replicas={DSN} x", "games"), ""),
        (("--debug", "--set", f"database.ulr={DSN}", "games"), ""),
    ],
)
def test_no_command_shows_a_secret(
    mlbcore: Callable[..., CompletedProcess[str]], tmp_path: Path, command: list[str], fault: str
) -> None:
    path = tmp_path / "mlbcore.toml"
    path.write_text(f"[sources.mlb]\nbase_url = 'http://u:{SECRET}@127.0.0.1:1/'\n{fault}")
    run = mlbcore(
        *command,
        MLBCORE_CONFIG=str(path),
        MLBCORE_DATABASE_URL=DSN,
        MLBCORE_DATABASE_REPLICAS=f"{DSN};{DSN}",
        MLBCORE_DATABASE_CONNECTION_TIMEOUT="1",
        MLBCORE_LOGGING_LEVEL="DEBUG",
        MLBCORE_LOGGING_FORMAT="json",
    )
    assert run.stdout + run.stderr
    assert SECRET not in run.stdout + run.stderr


@pytest.mark.slow
def test_a_run_shows_and_stores_no_credentials_of_a_base_url(
    mlbcore: Callable[..., CompletedProcess[str]],
    dsn: str,
    replaying: Replaying,
    table_rows: Callable[[str], dict[str, list[str]]],
) -> None:
    here, nowhere = (
        url.replace("//", f"//u:{SECRET}@") for url in (replaying.url, "http://127.0.0.1:1")
    )
    for url, code in ((here, 0), (nowhere, 4), (f"http://u:{SECRET}/x@z", 6)):
        run = mlbcore(
            *("--debug", "run", "--source", "mlb", "--date", "2025-07-02", "--again"),
            MLBCORE_DATABASE_URL=dsn,
            MLBCORE_MLB_BASE_URL=url,
            MLBCORE_SCRAPING_RETRIES="0",
            MLBCORE_LOGGING_LEVEL="DEBUG",
        )
        assert (run.returncode, SECRET in run.stdout + run.stderr) == (code, False), run.stderr
    assert SECRET not in str(table_rows(dsn))


@pytest.mark.parametrize("url", ["http://{}@h/p", "http://me:{}@h/p"])
def test_from_settings_on_no_text_shows_what_a_base_url_has_of_a_secret(url: str) -> None:
    settings.survey(None, {"MLBCORE_MLB_BASE_URL": url.format("geheim-of-a-host")}).sound()
    assert mask("it is geheim-of-a-host") == "it is MASKED"


def test_settings_that_are_logged_show_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    found = settings.survey(None, {"MLBCORE_DATABASE_URL": DSN}).settings
    for form in ("text", "json"):
        configure(LoggingSettings(level="DEBUG", format=form))
        logger.bind(settings=found, url=found.database.url).warning("{} {!r}", found, found)
        with suppress(ValueError), logger.catch(reraise=True):
            int(f"{found}")
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert SECRET not in said


@given(text=st.text(min_size=4).filter(lambda text: text not in "Secret MASKED"))
def test_a_secret_is_shown_only_to_who_asks(text: str) -> None:
    secret = Secret(text)
    ways = f"{secret} {secret!r} {secret!s} {secret:>9} {[secret]} {told(secret)} {visible(secret)}"
    assert text not in ways
    assert secret.reveal() == text
    assert secret == copy.deepcopy(secret)
    assert bool(secret)


@given(user=st.text(), rest=st.text().filter(lambda text: SECRET not in text))
def test_a_url_is_shown_without_its_credentials(user: str, rest: str) -> None:
    assert SECRET not in without_credentials(f"http://{user}:{SECRET}@host/{rest}")
    assert SECRET not in without_credentials(f"http://host/{rest}?a=1&key={SECRET}")


def everything_said(path: Path | None, variables: dict[str, str]) -> Iterator[str]:
    survey = settings.survey(path, variables)
    yield repr(survey)
    yield from map(str, survey.faults)
    yield str(list(map(visible, survey.values.values())))
    try:
        survey.sound()
    except MlbcoreError as error:
        yield from traceback.format_exception(error)
