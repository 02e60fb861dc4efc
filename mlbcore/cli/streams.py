"""The streams of a command: it goes on where one is closed, has no reader or no room."""

from __future__ import annotations

import io
import os
import sys
from typing import Any

from click import UsageError

from mlbcore.masking import MaskedText

OUTPUT, ERRORS = 1, 2


class Output(io.FileIO):
    """Forgets what nobody reads any more; raises a usage error, once, where there is no room."""

    is_lost = False

    def write(self, data: Any, /) -> int:
        if self.is_lost:
            return len(data)
        try:
            return os.write(self.fileno(), data)
        except OSError as error:
            self.is_lost = True
            if isinstance(error, BrokenPipeError):
                return len(data)
            raise UsageError(f"stdout cannot be written: {error.strerror}") from error


class Errors(io.FileIO):
    """Forgets what cannot be written."""

    def write(self, data: Any, /) -> int:
        try:
            return os.write(self.fileno(), data)
        except OSError:
            return len(data)


def open_streams() -> None:
    """Take the place of Python's own; secrets are masked on stderr, tracebacks of threads too."""
    _reserve()
    out, errors = sys.stdout, sys.stderr
    sys.stdout = io.TextIOWrapper(
        io.BufferedWriter(Output(OUTPUT, "wb", closefd=False)),
        out.encoding if out else None,
        out.errors if out else None,
        line_buffering=os.isatty(OUTPUT),
    )
    sys.stderr = MaskedText(
        io.BufferedWriter(Errors(ERRORS, "wb", closefd=False)),
        errors.encoding if errors else None,
        "backslashreplace",
        line_buffering=True,
    )


def _reserve() -> None:
    """Let no file or connection have the number of a stream that was closed."""
    while (number := os.open(os.devnull, os.O_RDWR)) <= ERRORS:
        os.set_inheritable(number, True)  # noqa: FBT003  (by position alone)
    os.close(number)
