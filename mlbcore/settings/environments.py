"""What the setting ``app.environment`` changes: some defaults, and what must be set.

The file, the environment and flags win over these defaults. In production mlbcore also refuses
to take a migration back and to restore a backup over what is stored: see ``mlbcore.cli.consent``.
"""

from __future__ import annotations

from collections.abc import Mapping

ENVIRONMENT = "app.environment"
DEFAULTS: Mapping[str, Mapping[str, object]] = {
    "testing": {"scraping.loopback_only": True},
    "staging": {"logging.level": "INFO", "logging.format": "json"},
    "production": {"logging.level": "INFO", "logging.format": "json"},
}
# The embedded server stops with the last command, and nobody backs it up.
OWN_SERVER = ("staging", "production")
