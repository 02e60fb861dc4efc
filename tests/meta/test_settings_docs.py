"""Every setting has its row in docs/settings.md, as its class declares it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mlbcore.settings import SourceSettings
from mlbcore.settings.file import CONFIG_VARIABLE, HOME_VARIABLE
from mlbcore.settings.schema import schema_of
from mlbcore.settings.template import toml
from mlbcore.wanted import PLUGINS_VARIABLE
from mlbcore_action.asked_books import ActionSettings

SCHEMA = schema_of({"action": ActionSettings, "name": SourceSettings})
SECTIONS = [section for section in SCHEMA.classes if not section.startswith("sources.")]


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs/settings.md").read_text("utf-8")


@pytest.mark.parametrize("section", [*SECTIONS, "sources.name"])
def test_each_setting_of_a_section_is_in_its_table(page: str, section: str) -> None:
    assert documented(page, section.replace("name", "NAME")) == rows(section)


def test_what_a_plugin_adds_is_in_a_table_of_its_own(page: str) -> None:
    common = rows("sources.name")
    own = [row for row in rows("sources.action") if row not in common]
    assert own
    assert documented(page, "sources.action") == own


def test_no_table_is_of_a_section_that_is_not_there(page: str) -> None:
    tables = re.findall(r"^### \[(.+)\]$", page, re.MULTILINE)
    assert sorted(tables) == sorted([*SECTIONS, "sources.NAME", "sources.action"])


@pytest.mark.parametrize("variable", [CONFIG_VARIABLE, HOME_VARIABLE, PLUGINS_VARIABLE])
def test_what_is_said_only_in_the_environment_is_documented(page: str, variable: str) -> None:
    assert f"| `{variable}` |" in page


def documented(page: str, section: str) -> list[str]:
    _, _, below = page.partition(f"### [{section}]\n")
    table, _, _ = below.partition("\n#")
    return [line for line in table.splitlines() if line.startswith("| `")]


def rows(section: str) -> list[str]:
    """The rows of a section's table, as they stand in the page."""
    return [
        f"| `{option.name}` | {f'`{shown}`' if (shown := toml(option.default)) else 'unset'}"
        f" | {option.range} | {option.meaning} |"
        for option in SCHEMA.of(section).values()
    ]
