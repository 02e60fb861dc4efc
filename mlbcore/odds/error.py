"""The one error of this package."""

from __future__ import annotations


class OddsError(ValueError):
    """A price, probability or stake that cannot be; the message names the value."""
