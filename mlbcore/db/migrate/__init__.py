"""The migration runner: files and the database agree, one runner at a time, whole or not at all."""

from mlbcore.db.migrate.backward import down
from mlbcore.db.migrate.forward import baseline, up
from mlbcore.db.migrate.gathering import gathered
from mlbcore.db.migrate.mending import repair
from mlbcore.db.migrate.plan import plan_down, plan_up
from mlbcore.db.migrate.proof import Proof, verify
from mlbcore.db.migrate.states import MigrationState, Problem, states, status, validate

__all__ = [
    "MigrationState",
    "Problem",
    "Proof",
    "baseline",
    "down",
    "gathered",
    "plan_down",
    "plan_up",
    "repair",
    "states",
    "status",
    "up",
    "validate",
    "verify",
]
