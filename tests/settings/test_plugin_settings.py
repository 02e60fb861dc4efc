"""A plugin adds settings of its own, and a wrong declaration breaks that plugin alone."""

from __future__ import annotations

from collections.abc import Callable
from subprocess import CompletedProcess
from typing import ClassVar

import pytest
from attrs import field, frozen

from mlbcore.settings import SourceSettings, means, survey

Command = Callable[..., CompletedProcess[str]]
Install = Callable[[str, str], dict[str, str]]

PLUGIN = """
from typing import ClassVar
from attrs import field, frozen
from mlbcore import SourceSettings, hookimpl, means

@frozen(kw_only=True)
class FifthSettings(SourceSettings):
    source: ClassVar[str] = "{source}"
    {setting}

@hookimpl
def mlbcore_settings():
    return [FifthSettings]
"""
LEVEL = "level: int = field(default=3, metadata=means('how deep', within=(1, 9)))"


SECRETIVE = "api_key: str = field(default='', metadata=means('its key'))"


@frozen(kw_only=True)
class SampleSettings(SourceSettings):
    source: ClassVar[str] = "sample"

    leagues: tuple[str, ...] = field(
        default=("AL",), metadata=means("which leagues", among=("AL", "NL"))
    )
    levels: dict[str, str] = field(
        factory=dict, metadata=means("a level a part", among=("high", "low"))
    )
    quick: bool | None = field(default=None, metadata=means("whether it hurries"))


def sample(text: str, **variables: str) -> tuple[SampleSettings, list[str]]:
    found = survey(None, variables, classes={"sample": SampleSettings}, flags=text.split())
    return found.settings.of(SampleSettings), [str(fault) for fault in found.faults]


def test_a_section_of_a_plugin_is_typed() -> None:
    settings, faults = sample("sources.sample.leagues=AL;NL sources.sample.quick=yes")
    assert faults == []
    assert settings.levels == {}
    assert (settings.leagues, settings.quick) == (("AL", "NL"), True)


def test_a_table_is_given_by_pairs_outside_a_file() -> None:
    settings, faults = sample("", MLBCORE_SAMPLE_LEVELS="parser=high; http=low")
    assert faults == []
    assert settings.levels == {"parser": "high", "http": "low"}
    _, faults = sample("sources.sample.levels=parser sources.sample.levels=a=much")
    assert ["name=value" in faults[0], "is not one of high, low" in faults[1]] == [True, True]


def test_a_section_that_nobody_set_has_its_defaults() -> None:
    settings = survey(None, {}).settings
    assert settings.of(SampleSettings) == SampleSettings()
    assert settings.source("sample") == SourceSettings()


def test_a_plugins_setting_is_checked_and_shown_like_any_other(
    mlbcore: Command, installed: Install
) -> None:
    where = installed("fifth", PLUGIN.format(source="fifth", setting=LEVEL))
    run = mlbcore("config", "show", "--origins", MLBCORE_FIFTH_LEVEL="4", **where)
    assert run.returncode == 0, run.stderr
    assert "MLBCORE_FIFTH_LEVEL" in run.stdout
    run = mlbcore("config", "show", MLBCORE_FIFTH_LEVEL="10", **where)
    assert run.returncode == 6
    assert "sources.fifth.level: '10' is not within 1 and 9" in run.stderr


@pytest.mark.parametrize(
    ("source", "setting", "why"),
    [
        ("fifth", "level: int = 3", "fifth.level: a setting has a plain type, a default"),
        ("fifth", "level: object = field(default=3, metadata=means('x'))", "plain type"),
        ("fifth", "level: int = field(metadata=means('x'))", "a default"),
        ("fifth", SECRETIVE, "fifth.api_key has the name of a secret"),
        ("", LEVEL, "says its source"),
        ("action", LEVEL, "another plugin already provides action"),
    ],
)
def test_a_wrong_declaration_breaks_only_its_plugin(
    mlbcore: Command, installed: Install, source: str, setting: str, why: str
) -> None:
    where = installed("fifth", PLUGIN.format(source=source, setting=setting))
    checked = mlbcore("plugins", "check", **where)
    assert why in checked.stdout + checked.stderr
    assert mlbcore("config", "show", **where).returncode == 0
