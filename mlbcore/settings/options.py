"""What a section's class says of its settings: the one place that all else follows from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from threading import Lock
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from attrs import frozen

from mlbcore.masking import is_secret
from mlbcore.settings.secrets import Secret

if TYPE_CHECKING:
    from typed_settings.types import OptionInfo

Names = Callable[[], Sequence[str]]
Form = Callable[[str], object]

PREFIX = "MLBCORE_"
# Where the library looks, which is imported only when settings are read.
METADATA_KEY = "typed-settings"

# The library parses the source of the classes, which Python 3.11 cannot do in two threads at once.
PARSING = Lock()
PLAIN = (bool, int, float, Decimal, str, Secret)
# More choices than these are not spelled out.
FEW = 8
WORDS: dict[object, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    Decimal: "a number",
    str: "text",
    Secret: "secret",
    tuple: "a list",
    dict: "a table",
}


def means(
    meaning: str,
    *,
    within: tuple[Any, Any] | None = None,
    among: tuple[str, ...] = (),
    names: Names | None = None,
    form: Form | None = None,
) -> dict[str, object]:
    """The metadata of a setting's field: what it is, its lowest and highest, or its choices.

    ``names`` gives those a table may have. ``form`` raises ValueError for a text, or an item, that
    cannot be used, and says why without telling it; it is not asked of an empty text.
    """
    said = {"help": meaning, "within": within, "among": among, "names": names, "form": form}
    return {METADATA_KEY: said}


@frozen(kw_only=True)
class Option:
    """One setting: ``key`` is its place in the file, ``variable`` its name in the environment.

    ``kind`` is its type, without the None that ``optional`` stands for.
    """

    key: str
    variable: str
    kind: Any
    optional: bool
    default: object
    meaning: str
    within: tuple[Any, Any] | None
    among: tuple[str, ...]
    names: Names | None
    form: Form | None

    @property
    def name(self) -> str:
        return self.key.rpartition(".")[2]

    @property
    def secret(self) -> bool:
        return Secret in (self.kind, *get_args(self.kind))

    @property
    def range(self) -> str:
        """What it may be, in words."""
        if self.within:
            return "{:,} to {:,}".format(*self.within)
        words = ", ".join(self.among if len(self.among) <= FEW else (f"{len(self.among)} names",))
        return f"{self.word}: {words}" if words and get_origin(self.kind) else words or self.word

    @property
    def word(self) -> str:
        """What its type is called; a list of secrets is called secret."""
        return WORDS[Secret if self.secret else get_origin(self.kind) or self.kind]


def options_of(cls: type, section: str, prefix: str) -> dict[str, Option]:
    """The settings of a section's class by key; ``prefix`` is that of its variables."""
    found = (_option(info, section, prefix) for info in _infos(cls))
    return {option.key: option for option in found}


@cache
def _infos(cls: type) -> tuple[OptionInfo, ...]:
    from typed_settings.cls_utils import deep_options

    with PARSING:
        return deep_options(cls)


def _option(info: OptionInfo, section: str, prefix: str) -> Option:
    kinds = (info.cls,)
    if get_origin(info.cls) in (Union, UnionType):
        kinds = get_args(info.cls)
    (kind,) = (kind for kind in kinds if kind is not NoneType)
    key = f"{section}.{info.name}"
    parts = get_args(kind) if get_origin(kind) in (tuple, dict) else (kind,)
    plain = {*parts} - {Ellipsis} <= {*PLAIN}
    if str in parts and is_secret(info.name):
        raise TypeError(f"{key} has the name of a secret, so its type is Secret")
    if not plain or "help" not in info.metadata or info.has_no_default:
        raise TypeError(f"{key}: a setting has a plain type, a default and a meaning")
    return Option(
        key=key,
        variable=f"{prefix}{info.name.upper()}",
        kind=kind,
        optional=NoneType in kinds,
        default=info.default.factory() if info.default_is_factory else info.default,
        meaning=info.metadata["help"],
        within=info.metadata["within"],
        among=info.metadata["among"],
        names=info.metadata["names"],
        form=info.metadata["form"],
    )
