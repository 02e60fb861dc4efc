"""Settings come together: defaults, the file, the environment, flags; the later wins."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import field, frozen

from mlbcore.errors import ConfigurationError
from mlbcore.masking import hide, hide_credentials
from mlbcore.settings.environments import DEFAULTS, ENVIRONMENT
from mlbcore.settings.faults import Fault
from mlbcore.settings.file import settings_file
from mlbcore.settings.gathering import of_file, of_flags, of_variables
from mlbcore.settings.installed import lacking
from mlbcore.settings.schema import Classes, Schema, schema_of
from mlbcore.settings.secrets import secrets_in
from mlbcore.settings.sections import Settings
from mlbcore.settings.together import lacks

DEFAULT = "default"
NO_CLASSES: Classes = {}


@frozen(kw_only=True)
class Survey:
    """By key each value in force and its origin, and all that is wrong with what was given.

    ``settings`` hold the default in place of what is wrong.
    """

    schema: Schema
    settings: Settings
    values: Mapping[str, object] = field(repr=False)
    origins: Mapping[str, str]
    faults: tuple[Fault, ...]

    @property
    def harmless(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.harmless)

    @property
    def serious(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if not fault.harmless)

    def sound(self) -> Settings:
        """The settings; from here on no log or error shows what is secret in them.

        Raises ConfigurationError, a line for each thing that is wrong.
        """
        if self.serious:
            raise ConfigurationError("\n".join(map(str, self.serious)))
        for value in self.values.values():
            hide(*(one.reveal() for one in secrets_in(value)))
            if isinstance(value, str):
                hide_credentials(value)
        return self.settings


def load(classes: Classes = NO_CLASSES, flags: Sequence[str] = ()) -> Settings:
    """The settings in force. Raises ConfigurationError, a line for each thing that is wrong.

    ``classes`` are those of the sources whose plugins are loaded; ``flags`` are KEY=VALUE.
    """
    return survey(settings_file(), os.environ, classes=classes, flags=flags).sound()


def survey(
    file: Path | None,
    variables: Mapping[str, str],
    *,
    classes: Classes = NO_CLASSES,
    flags: Sequence[str] = (),
) -> Survey:
    """All there is to say of these settings; raises nothing."""
    schema = schema_of(classes)
    values = {key: option.default for key, option in schema.options.items()}
    origins = dict.fromkeys(values, DEFAULT)
    faults = []
    for given in (
        *(of_file(file, schema) if file else ()),
        *of_variables(variables, schema),
        *lacking(variables),
        *of_flags(flags, schema),
    ):
        read = given if isinstance(given, Fault) else given.read()
        if isinstance(given, Fault) or isinstance(read, Fault):
            faults.append(read)
        else:
            values[given.option.key], origins[given.option.key] = read, given.where
    for key, value in DEFAULTS.get(str(values[ENVIRONMENT]), {}).items():
        if origins[key] == DEFAULT:
            values[key], origins[key] = value, ENVIRONMENT
    return Survey(
        schema=schema,
        settings=schema.made(values),
        values=values,
        origins=origins,
        faults=(*faults, *lacks(values, origins, {fault.key for fault in faults})),
    )
