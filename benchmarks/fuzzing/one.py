"""The process that fuzzes one target until its time is over or something is found.

    python -m benchmarks.fuzzing.one TARGET FOLDER -max_total_time=60

Told by libFuzzer's own flags; FOLDER gets the inputs that reach more, and the words of the pages.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import atheris

INSTRUMENTED = ["mlbcore", "mlbcore_mlb", "mlbcore_sbr", "mlbcore_action"]
with atheris.instrument_imports(include=INSTRUMENTED):
    from benchmarks.fuzzing.mutation import mutated
    from benchmarks.fuzzing.recordings import recorded
    from benchmarks.fuzzing.targets import TARGETS, Target
    from benchmarks.sources import SHARED
    from mlbcore.collecting import Collector
    from mlbcore.convert import structure, unstructure
    from mlbcore.errors import SkipError
    from mlbcore.models import Detail, Listing, Refusal
    from mlbcore.plugins import discover
    from mlbcore.testing.bodies import TOKENS

WORD = re.compile(rb'"[ !#-\[\]-~]{1,40}"')


def main() -> None:
    name, folder, *flags = sys.argv[1:]
    target = next(target for target in TARGETS if target.name == name)
    collector = reader(target)
    pages = [*target.pages(), *recorded(name, SHARED / "data")]
    for page in pages:
        list(collector.parse(target.payload(page)))  # a page to start from must be one
    corpus = lay_out(Path(folder), pages)

    def parse(body: bytes) -> None:
        with suppress(SkipError):
            check(collector, target, body)

    words = f"-dict={folder}/words"
    atheris.Setup([sys.argv[0], *flags, words, str(corpus)], parse, custom_mutator=mutated)
    atheris.Fuzz()


def reader(target: Target) -> Collector:
    with atheris.instrument_imports(include=INSTRUMENTED):
        found = discover().collectors
    key = (target.source, target.collector)
    return next(one for one in found if (one.source, one.name) == key)


def lay_out(folder: Path, pages: Iterable[bytes]) -> Path:
    """The folder of the pages, beside the dictionary of their words."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    words = set(TOKENS)
    for number, page in enumerate(pages):
        (corpus / f"page-{number}").write_bytes(page)
        words.update(WORD.findall(page))
    lines = ("".join(f"\\x{byte:02x}" for byte in word) for word in sorted(words))
    (folder / "words").write_text("".join(f'"{line}"\n' for line in lines))
    return corpus


def check(collector: Collector, target: Target, body: bytes) -> None:
    """Parse to the end: what is given must be records, which survive conversion."""
    for item in collector.parse(target.payload(body)):
        if isinstance(item, Listing | Detail | Refusal):
            assert structure(unstructure(item), type(item)) == item


if __name__ == "__main__":
    main()
