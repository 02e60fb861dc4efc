"""Where lines go. What cannot be written is counted and never raised: a run goes on without."""

from __future__ import annotations

import fcntl
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from attrs import define


class Target(Protocol):
    """``write`` gives how many bytes were written, and may raise OSError."""

    place: str

    def write(self, line: bytes) -> int: ...

    def close(self) -> None: ...


@define
class Lines:
    """Writes lines to a target, whole ones each; those that were not are ``lost``."""

    target: Target
    lost: int = 0
    reason: str = ""
    torn: bool = False

    def write(self, line: str) -> None:
        """Write a line. The first after one that broke off begins on a line of its own."""
        text = f"\n{line}\n" if self.torn else f"{line}\n"
        data = text.encode(errors="replace")
        try:
            written = self.target.write(data)
        except OSError as error:
            self._lose(error.strerror or type(error).__name__)
            return
        if written < len(data):
            self.torn = self.torn or written > 0
            self._lose("there was no room for the whole line")
        else:
            self.torn = False

    def _lose(self, reason: str) -> None:
        self.lost += 1
        self.reason = reason


class ErrorStream:
    """stderr, past its buffer: what is left in one when its reader has gone fails the exit."""

    place = "stderr"

    def __init__(self) -> None:
        self.descriptor: int | None = None
        with suppress(OSError):  # where a test has put something else in its place
            self.descriptor = os.dup(sys.stderr.fileno())

    def write(self, line: bytes) -> int:
        if self.descriptor is None:
            return sys.stderr.buffer.write(line)
        return os.write(self.descriptor, line)

    def close(self) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)


class LogFile:
    """A file that several processes may append to; renamed FILE.1, FILE.2 and on when it is full.

    ``keep`` such files are left. Whoever renames it holds its lock, and the others follow, as they
    do when something else moves it. Raises OSError where it cannot be opened.
    """

    def __init__(self, path: Path, most: int, keep: int) -> None:
        self.place = str(path)
        self.path = path
        self.most = most
        self.keep = keep
        path.parent.mkdir(parents=True, exist_ok=True)
        self.descriptor = self._open()

    def write(self, line: bytes) -> int:
        if not self._is_there():
            self._reopen()
        elif (size := os.fstat(self.descriptor).st_size) and size + len(line) > self.most:
            self._rotate()
        return os.write(self.descriptor, line)

    def close(self) -> None:
        os.close(self.descriptor)

    def _open(self) -> int:
        return os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def _is_there(self) -> bool:
        """Whether the file of this name is still the one that is open."""
        with suppress(FileNotFoundError):
            return os.path.samestat(self.path.stat(), os.fstat(self.descriptor))
        return False

    def _reopen(self) -> None:
        fresh = self._open()
        os.close(self.descriptor)
        self.descriptor = fresh

    def _rotate(self) -> None:
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)
        try:
            if self._is_there():  # else another process was quicker
                self._rename()
        finally:  # also where it may not be renamed: the others wait
            fcntl.flock(self.descriptor, fcntl.LOCK_UN)
        self._reopen()

    def _rename(self) -> None:
        for number in range(self.keep - 1, 0, -1):
            with suppress(FileNotFoundError):
                self._numbered(number).replace(self._numbered(number + 1))
        self.path.replace(self._numbered(1))

    def _numbered(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")
