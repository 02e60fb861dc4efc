"""What settings must be together, each of them right by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from ipaddress import ip_address

from mlbcore.masking import MASK
from mlbcore.settings.environments import ENVIRONMENT, OWN_SERVER
from mlbcore.settings.faults import Fault
from mlbcore.settings.secrets import told

URL, REPLICAS = "database.url", "database.replicas"
HOST, TOKEN = "monitoring.host", "monitoring.token"
NEEDS_SERVER = f"needs a server of your own: set {URL}"
NEEDS_TOKEN = f"can be reached by others: set {TOKEN} (MLBCORE_MONITORING_TOKEN)"


def lacks(
    values: Mapping[str, object], origins: Mapping[str, str], wrong: Collection[str] = ()
) -> Iterator[Fault]:
    """What one setting needs of another that nobody set; ``wrong`` are keys of what was set wrong.

    The fault is of the setting that needs it.
    """

    def fault(key: str, value: str, reason: str) -> Fault:
        return Fault(where=origins[key], key=key, value=value, reason=reason)

    if not values[URL] and URL not in wrong:
        if values[ENVIRONMENT] in OWN_SERVER:
            yield fault(ENVIRONMENT, told(values[ENVIRONMENT]), NEEDS_SERVER)
        if values[REPLICAS]:
            yield fault(REPLICAS, MASK, NEEDS_SERVER)
    if not values[TOKEN] and TOKEN not in wrong and not is_of_this_machine(str(values[HOST])):
        yield fault(HOST, told(values[HOST]), NEEDS_TOKEN)


def is_of_this_machine(host: str) -> bool:
    """Whether nobody else reaches us there. Of other names nobody knows where they will lead to."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
