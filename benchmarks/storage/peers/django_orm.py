"""Django: bulk_create, which sends arrays to PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django
from django.conf import settings
from django.db import connection, models, transaction

from benchmarks.goals import Job
from benchmarks.storage.batch import SERIES, Batch

FIELDS = {
    "integer": models.IntegerField,
    "smallint": models.SmallIntegerField,
    "timestamp with time zone": models.DateTimeField,
}
BATCH_SIZE = 10_000


def configured(batch: Batch) -> tuple[Any, Any]:
    """The models of ``quote`` and ``quote_current``."""
    if not settings.configured:
        database = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "postgres",
            "USER": "postgres",
            "HOST": str(batch.server.folder),
            "PORT": str(batch.server.port),
        }
        settings.configure(DATABASES={"default": database}, USE_TZ=True)
        django.setup()
    return model("quote", batch, batch.key), model("quote_current", batch, SERIES)


def model(table: str, batch: Batch, key: Sequence[str]) -> Any:
    fields = {name: FIELDS[kind](null=name == "line") for name, kind in batch.columns.items()}
    meta = type("Meta", (), {"app_label": "bench", "db_table": table, "managed": False})
    parts = {"pk": models.CompositePrimaryKey(*key), "__module__": __name__, "Meta": meta}
    return type(table.title().replace("_", ""), (models.Model,), fields | parts)


def bulk_create(batch: Batch, database: str, history: Any, current: Any) -> Job:
    connection.close()
    connection.settings_dict["NAME"] = database
    updated = [name for name in batch.columns if name not in SERIES]

    def save() -> None:
        rows = batch.rows()
        with transaction.atomic():
            history.objects.bulk_create(
                [history(**row) for row in rows], BATCH_SIZE, ignore_conflicts=True
            )
            current.objects.bulk_create(
                [current(**row) for row in batch.latest(rows)],
                BATCH_SIZE,
                update_conflicts=True,
                unique_fields=SERIES,
                update_fields=updated,
            )

    return save
