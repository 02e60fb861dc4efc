"""The predecessor's settings as mlbcore's: what moved, changed meaning, or has no place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum

from attrs import Factory, define, frozen

from mlbcore.legacy.config.files import OldSetting
from mlbcore.legacy.config.places import fitted, option_of
from mlbcore.legacy.config.rules import Destination, is_known, rule_of
from mlbcore.legacy.config.values import JOINS, UnfitError
from mlbcore.masking import MASK, is_secret, mask
from mlbcore.settings.environments import ENVIRONMENT, missing
from mlbcore.settings.secrets import visible


class Fate(StrEnum):
    """What became of an old setting; one that another says again is replaced by it."""

    MOVED = "moved"
    CHANGED = "changed meaning"
    DROPPED = "dropped"
    REPLACED = "replaced"
    UNKNOWN = "unknown"


@frozen(kw_only=True)
class SettingMove:
    """What became of an old setting; values are in one line, as JSON, and secrets are masked."""

    file: str
    old_key: str
    old_value: str
    fate: Fate
    new_key: str | None = None
    new_value: str | None = None
    note: str = ""


@frozen
class SettingsMigration:
    """The values of the new file by key, and what became of each old setting."""

    values: dict[str, object]
    moves: tuple[SettingMove, ...]


def migrate_settings(found: Iterable[OldSetting]) -> SettingsMigration:
    """Where a later setting says the same as an earlier one, the later counts."""
    settings = [(old, rule_of(old.key)) for old in found]
    targets: dict[str, _Target] = {}
    for old, rule in settings:
        if rule and rule.to:
            targets.setdefault(rule.to, _Target(rule.to)).add(old, rule)
    _check_environment(targets)
    moves = [_move(old, rule, targets) for old, rule in settings]
    return SettingsMigration(_made(targets), tuple(moves))


def _shown(value: object, *keys: str) -> str:
    """A value in one line, as JSON; nothing of it where one of its keys is that of a secret."""
    if value not in ("", None) and any(_is_secret(key) for key in keys):
        return MASK
    return mask(json.dumps(visible(value), default=str))


def _is_secret(key: str) -> bool:
    option = option_of(key)
    return option.secret if option else is_secret(key)


@define
class _Target:
    """A setting here, and the old settings that are to make it."""

    key: str
    told: list[tuple[OldSetting, Destination]] = Factory(list)
    value: object = None
    problem: str | None = None

    def add(self, old: OldSetting, rule: Destination) -> None:
        """Make it again, of what is told by now."""
        self.told.append((old, rule))
        option = option_of(self.key)
        if option is None:  # of a source whose plugin is not installed
            self.problem = f"there is no setting {self.key} here"
            return
        try:
            self.value, self.problem = fitted(option, self._made()), None
        except UnfitError as error:
            self.problem = f"not taken for {self.key}: {error}"

    def used(self) -> list[tuple[OldSetting, Destination]]:
        """The last that says the whole of it, or else the last of each part."""
        wholes = [pair for pair in self.told if not pair[1].part]
        return wholes[-1:] or list({rule.part: (old, rule) for old, rule in self.told}.values())

    def _made(self) -> object:
        used = self.used()
        old, rule = used[-1]
        if rule.part:
            return JOINS[self.key]({rule.part: old.value for old, rule in used})
        return rule.convert(old.value)


def _made(targets: dict[str, _Target]) -> dict[str, object]:
    return {key: one.value for key, one in targets.items() if one.problem is None}


def _check_environment(targets: dict[str, _Target]) -> None:
    """Leave out an environment that needs what the old files do not say."""
    made = _made(targets)
    for fault in missing({ENVIRONMENT: "", "database.url": ""} | made, {ENVIRONMENT: ""}):
        targets[fault.key].problem = f"not taken for {fault.key}: it {fault.reason}"


def _move(old: OldSetting, rule: Destination | None, targets: dict[str, _Target]) -> SettingMove:
    if rule is None:
        return _told(old, Fate.UNKNOWN, MASK, "nothing is known of it")
    shown = _shown(old.value, old.key, rule.to or "")
    if rule.to is None:
        # Of what only a pattern knows nobody can tell whether it is a secret.
        return _told(old, Fate.DROPPED, shown if is_known(old.key) else MASK, rule.note)
    target = targets[rule.to]
    if not any(old is used for used, _ in target.used()):
        return _told(old, Fate.REPLACED, shown, f"another setting says {rule.to}")
    if target.problem:
        return _told(old, Fate.DROPPED, shown, "; ".join(filter(None, (target.problem, rule.note))))
    return SettingMove(
        file=old.file,
        old_key=old.key,
        old_value=shown,
        fate=Fate.CHANGED if rule.changed else Fate.MOVED,
        new_key=rule.to,
        new_value=_shown(target.value, rule.to),
        note=rule.note,
    )


def _told(old: OldSetting, fate: Fate, shown: str, note: str) -> SettingMove:
    return SettingMove(file=old.file, old_key=old.key, old_value=shown, fate=fate, note=note)
