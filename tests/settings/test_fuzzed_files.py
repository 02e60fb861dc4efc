"""Whatever a file of settings holds: no traceback, but the file, the key and the reason."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from mlbcore import settings
from mlbcore.settings import Fault, SourceSettings, Survey
from mlbcore.settings.schema import schema_of
from mlbcore.settings.template import template
from mlbcore.settings.together import NEEDS_SERVER, NEEDS_TOKEN

CLASSES = {"mlb": SourceSettings}
OPTIONS = schema_of(CLASSES).options
SECTIONS = {*schema_of(CLASSES).classes, "sources"}
KEYS = [key for key in OPTIONS if not key.startswith("sources.") or key.startswith("sources.mlb.")]

odd = ["retrys", "url", "a-b", "a.b", "é", "", "x" * 2000, "a\nb", '"', "\x1b[31m", "\ud800"]
names = st.one_of(st.sampled_from(odd), st.text())
scalars = st.one_of(
    st.booleans().map(lambda value: str(value).lower()),
    st.integers(-(2**70), 2**70).map(str),
    st.floats().map(repr),
    st.text().map(json.dumps),
    st.sampled_from(
        ["2025-07-02", "07:30:00", "1e400", "9" * 5000, "0x" + "f" * 4000, "0x_", "''", '"\\ud800"']
    ),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        inner.map(lambda item: f"{{ a = {item} }}"),
    ),
    max_leaves=6,
)


@pytest.fixture(scope="session")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], Survey]:
    path = tmp_path_factory.mktemp("fuzzed") / "mlbcore.toml"

    def survey_of(held: bytes) -> Survey:
        path.write_bytes(held)
        found = settings.survey(path, {}, classes=CLASSES)
        for fault in found.faults:
            line = str(fault)
            assert line.startswith(f"{path}: ")
            assert len(line) < len(str(path)) + 600
            assert line.isprintable()
            assert fault.reason
        return found

    return survey_of


@given(held=st.binary())
@example(held=b"\xff")
@example(held=b"\xef\xbb\xbf[app]\n")
@example(held=b"a = " + b"[" * 50_000)
@example(held=b"a = " + b"{ a = " * 5_000)
@example(held=b"a" + b".a" * 5_000 + b" = 1")
@example(held=b"#" * 100_001)
def test_any_bytes_are_settings_or_a_reason(
    surveyed: Callable[[bytes], Survey], held: bytes
) -> None:
    surveyed(held)


@given(at=st.integers(0, 10_000), cut=st.integers(0, 40), put=st.text(max_size=8))
def test_a_file_that_was_mutilated_is_settings_or_a_reason(
    surveyed: Callable[[bytes], Survey], at: int, cut: int, put: str
) -> None:
    text = template(schema_of(CLASSES)).replace("\n#", "\n")
    surveyed(f"{text[:at]}{put}{text[at + cut :]}".encode(errors="replace"))


@given(key=st.sampled_from(KEYS), value=values)
def test_a_wrong_value_is_named_by_its_key_and_a_right_one_holds(
    surveyed: Callable[[bytes], Survey], key: str, value: str
) -> None:
    section, _, name = key.rpartition(".")
    found = surveyed(f"[{section}]\n{name} = {value}\n".encode())
    assert {fault.key for fault in found.faults} <= {key, ""}
    if any(fault.reason not in (NEEDS_SERVER, NEEDS_TOKEN) for fault in found.serious):
        assert found.origins[key] == "default"
    else:
        assert found.origins[key].endswith("mlbcore.toml")
        assert fits(found, key)


@given(section=st.sampled_from(["scraping", "sources.mlb"]), name=names, value=values)
def test_a_key_that_is_no_setting_is_named(
    surveyed: Callable[[bytes], Survey], section: str, name: str, value: str
) -> None:
    assume(f"{section}.{name}" not in OPTIONS)
    found = surveyed(f"[{section}]\n{json.dumps(name)} = {value}\n".encode())
    assert len(found.serious) == 1
    assert section in found.serious[0].key or is_of_the_file(found.serious[0])


def is_of_the_file(fault: Fault) -> bool:
    """What the file as a whole is not told by a key: it cannot be read so far."""
    return "is not TOML" in fault.reason or "more digits than can be read" in fault.reason


@given(section=names, value=values)
def test_a_section_that_there_is_not_is_named(
    surveyed: Callable[[bytes], Survey], section: str, value: str
) -> None:
    assume(section not in SECTIONS)
    found = surveyed(f"[{json.dumps(section)}]\na = {value}\n".encode())
    assert len(found.serious) == 1


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (b"\xff\xfe", "is not UTF-8 at byte 0"),
        (b"a = " + b"[" * 50_000, "is nested too deep"),
        (b"[scraping]\nretries = " + b"9" * 5_000, "more digits than can be read"),
        (b"[database]\nurl = {a = [1, {b = 2}]}", "MASKED is not text"),
        (b'["\\u001b[31m"]\na = 1', "is no section"),
        (b"[scraping\n", "is not TOML"),
    ],
)
def test_the_command_tells_file_and_reason_in_a_line(
    mlbcore: Callable[..., CompletedProcess[str]], tmp_path: Path, held: bytes, told: str
) -> None:
    path = tmp_path / "mlbcore.toml"
    path.write_bytes(held)
    run = mlbcore("games", MLBCORE_CONFIG=str(path))
    assert (run.returncode, run.stdout) == (6, "")
    assert run.stderr.startswith(f"mlbcore: {path}: ")
    assert told in run.stderr
    assert len(run.stderr.splitlines()) == 1


def fits(found: Survey, key: str) -> bool:
    """Whether a setting has a value that its class allows."""
    option, value = OPTIONS[key], found.values[key]
    items: Any = value if isinstance(value, tuple) else (value,)
    kind = getattr(option.kind, "__args__", (option.kind,))[0]
    return all(
        type(item) is kind
        and (not isinstance(item, float) or math.isfinite(item))
        and (not option.within or option.within[0] <= item <= option.within[1])
        and (not option.among or item in option.among)
        for item in items
    )
