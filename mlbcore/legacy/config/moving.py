"""The predecessor's settings as mlbcore's: what moved, changed meaning, or has no place."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from attrs import Factory, evolve, frozen

from mlbcore.legacy.config.destinations import Destination
from mlbcore.legacy.config.files import OldSetting
from mlbcore.legacy.config.joining import JOINS, Joined
from mlbcore.legacy.config.places import defaults, fitted, option_of
from mlbcore.legacy.config.rules import rule_of
from mlbcore.legacy.config.values import UnfitError
from mlbcore.masking import MASK, is_secret, mask
from mlbcore.settings.secrets import visible
from mlbcore.settings.together import lacks


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


Told = tuple[OldSetting, Destination]


def migrate_settings(found: Iterable[OldSetting]) -> SettingsMigration:
    """Where a later setting says the same as an earlier one, the later counts."""
    settings = [(old, rule_of(old.key)) for old in found]
    told: dict[str, list[Told]] = defaultdict(list)
    for old, rule in settings:
        if rule and rule.to:
            told[rule.to].append((old, rule))
    outcomes = {key: _outcome(key, _used(pairs)) for key, pairs in told.items()}
    _check_together(outcomes)
    moves = [_move(old, rule, outcomes) for old, rule in settings]
    return SettingsMigration(_made(outcomes), tuple(moves))


def _shown(value: object, *keys: str) -> str:
    """A value in one line, as JSON; nothing of it where one of its keys is that of a secret."""
    plain = value in ("", None) or isinstance(value, bool)
    if not plain and any(_is_secret(key) for key in keys):
        return MASK
    return mask(json.dumps(visible(value), default=str))


def _is_secret(key: str) -> bool:
    option = option_of(key)
    return option.secret if option else is_secret(key)


@frozen(kw_only=True)
class _Outcome:
    """What ``used`` old settings make of one here: a value, or what is wrong with them.

    ``left_out`` are parts of it that are not in the value.
    """

    used: Sequence[OldSetting]
    value: object = None
    why: str = ""
    problem: str = ""
    left_out: Mapping[str, str] = Factory(dict)


def _used(told: Sequence[Told]) -> list[Told]:
    """The last that says the whole of it, or else the last of each part."""
    wholes = [pair for pair in told if not pair[1].part]
    return wholes[-1:] or list({rule.part: (old, rule) for old, rule in told}.values())


def _outcome(key: str, used: Sequence[Told]) -> _Outcome:
    olds = [old for old, _ in used]
    try:
        joined = _joined(key, used)
        if len(joined.left_out) == len(used):
            return _Outcome(used=olds, left_out=joined.left_out, problem="nothing is left of it")
        fit = fitted(key, joined.value)
    except UnfitError as error:
        return _Outcome(used=olds, problem=f"not taken for {key}: {error}")
    why = _notes(joined.why, fit.why)
    return _Outcome(used=olds, value=fit.value, why=why, left_out=joined.left_out)


def _joined(key: str, used: Sequence[Told]) -> Joined:
    old, rule = used[-1]
    if rule.part:
        return JOINS[key]({rule.part: old.value for old, rule in used})
    return Joined(rule.convert(old.value))


def _made(outcomes: Mapping[str, _Outcome]) -> dict[str, object]:
    return {key: one.value for key, one in outcomes.items() if not one.problem}


def _check_together(outcomes: dict[str, _Outcome]) -> None:
    """Leave out what needs something that the old files do not say."""
    values = defaults() | _made(outcomes)
    for fault in lacks(values, dict.fromkeys(values, "")):
        problem = f"not taken for {fault.key}: it {fault.reason}"
        outcomes[fault.key] = evolve(outcomes[fault.key], problem=problem)


def _move(
    old: OldSetting, rule: Destination | None, outcomes: Mapping[str, _Outcome]
) -> SettingMove:
    if rule is None:
        return _told(old, Fate.UNKNOWN, MASK, "nothing is known of it")
    whole = "" if rule.part else rule.to or ""
    shown = _shown(old.value, old.key, whole) if rule.tells(old.value) else MASK
    if rule.to is None:
        return _told(old, Fate.DROPPED, shown, rule.note)
    outcome = outcomes[rule.to]
    if not any(old is used for used in outcome.used):
        return _told(old, Fate.REPLACED, shown, f"another setting says {rule.to}")
    if reason := outcome.left_out.get(rule.part):
        return _told(old, Fate.DROPPED, shown, f"not taken for {rule.to}: {reason}")
    if outcome.problem:
        return _told(old, Fate.DROPPED, shown, _notes(outcome.problem, rule.note))
    return SettingMove(
        file=old.file,
        old_key=old.key,
        old_value=shown,
        fate=Fate.CHANGED if rule.changed or outcome.why else Fate.MOVED,
        new_key=rule.to,
        new_value=_shown(outcome.value, rule.to),
        note=_notes(rule.note, outcome.why),
    )


def _notes(*notes: str) -> str:
    return "; ".join(filter(None, notes))


def _told(old: OldSetting, fate: Fate, shown: str, note: str) -> SettingMove:
    return SettingMove(file=old.file, old_key=old.key, old_value=shown, fate=fate, note=note)
