"""The boundary to a plugin's code: its defects cost one payload, and are named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mlbcore.errors import DataError, MlbcoreError


@contextmanager
def plugin_code(name: str) -> Iterator[None]:
    """Let our errors through, and raise DataError for any other that a plugin lets happen."""
    try:
        yield
    except MlbcoreError:
        raise
    except Exception as error:
        raise DataError(f"a defect of {name}: {type(error).__name__}: {error}") from error
