"""Whom the predecessor told: who was off stays off, and one bad address loses no other."""

from __future__ import annotations

import pytest

from mlbcore.legacy.config.files import OldSetting
from mlbcore.legacy.config.moving import Fate, SettingMove, migrate_settings

HOOK = "https://hooks.slack.com/services/T0/B0/x"
MAIL = {"email_from_address": "me@x.com", "email_app_password": "p w", "email_to_addresses": "a@x"}
MAIL_URL = "mailtos://me:p%20w@x.com?to=a@x"
ON = {"email_enabled": True, "slack_enabled": "true"}
ALL = {**MAIL, "slack_webhook_url": HOOK, **ON}


def told(found: dict[str, object]) -> tuple[object, dict[str, SettingMove]]:
    """Those who are told, and what became of each setting."""
    old = [OldSetting("old", f"notifications.{key}", value) for key, value in found.items()]
    migration = migrate_settings(old)
    moves = {move.old_key.removeprefix("notifications."): move for move in migration.moves}
    return migration.values.get("notifications.urls"), moves


def test_addresses_that_were_on_are_taken() -> None:
    urls, moves = told(ALL)
    assert urls == [MAIL_URL, HOOK]
    assert {move.fate for move in moves.values()} == {Fate.CHANGED}


@pytest.mark.parametrize("off", [{}, {"email_enabled": False, "slack_enabled": "off"}])
def test_an_address_that_was_not_on_is_not_taken_and_the_report_says_which(
    off: dict[str, object],
) -> None:
    urls, moves = told({**MAIL, "slack_webhook_url": HOOK, **off})
    assert urls is None
    assert {move.fate for move in moves.values()} == {Fate.DROPPED}
    assert "it was off: email_enabled is not true" in moves["email_to_addresses"].note
    assert "it was off: slack_enabled is not true" in moves["slack_webhook_url"].note


def test_one_that_was_on_is_taken_beside_one_that_was_off() -> None:
    urls, moves = told({**ALL, "email_enabled": False})
    assert urls == [HOOK]
    fates = {key: move.fate for key, move in moves.items()}
    assert {key for key, fate in fates.items() if fate is Fate.DROPPED} == {*MAIL, "email_enabled"}


def test_receivers_may_be_a_list() -> None:
    urls, _ = told({**ALL, "email_to_addresses": ["a@x.com", "b@x.com, c@x.com"]})
    assert urls == ["mailtos://me:p%20w@x.com?to=a@x.com,b@x.com,c@x.com", HOOK]


@pytest.mark.parametrize(
    ("part", "value", "why"),
    [
        ("email_app_password", "", "a mail without its password"),
        ("email_from_address", "me", "a mail without its sender"),
        ("email_from_address", 3.5, "a mail without its sender"),
        ("email_app_password", ["p"], "its password is no text"),
        ("email_to_addresses", ["a@x", {"b": 1}], "no text"),
        ("email_to_addresses", "a@x, b", "one of its receivers is no address"),
        ("email_enabled", "perhaps", "neither true nor false"),
    ],
)
def test_a_bad_part_of_a_mail_loses_the_mail_alone_and_says_why(
    part: str, value: object, why: str
) -> None:
    urls, moves = told({**ALL, part: value})
    assert urls == [HOOK]
    assert why in moves[part].note
    assert moves["slack_webhook_url"].fate is Fate.CHANGED


@pytest.mark.parametrize(
    ("hook", "why"),
    [("#channel", "its webhook is no URL"), (f"{HOOK}\x07", "that cannot be printed")],
)
def test_a_webhook_that_cannot_be_used_loses_no_mail(hook: str, why: str) -> None:
    urls, moves = told({**ALL, "slack_webhook_url": hook})
    assert urls == [MAIL_URL]
    assert why in moves["slack_webhook_url"].note


def test_the_addresses_of_the_file_of_backtests_stand_beside_the_others() -> None:
    of_backtests = {
        "email.enabled": False,
        "email.config.from_email": "",
        "email.config.to_emails": [],
        "slack.enabled": True,
        "slack.config.webhook_url": HOOK.replace("x", "y"),
    }
    urls, moves = told({**ALL, **of_backtests})
    assert urls == [MAIL_URL, HOOK, HOOK.replace("x", "y")]
    assert "it was off: email.enabled is not true" in moves["email.config.to_emails"].note
