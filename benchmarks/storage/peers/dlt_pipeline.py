"""dlt: one pipeline with two resources, which makes its own two tables with the same keys."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import dlt
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from benchmarks.goals import Job
from benchmarks.storage.batch import SERIES, Batch

HINTS: dict[str, dict[str, Any]] = {
    "integer": {"data_type": "bigint", "precision": 32},
    "smallint": {"data_type": "bigint", "precision": 16},
    "timestamp with time zone": {"data_type": "timestamp"},
}
DATASET = "dlt_bench"


def load(batch: Batch, database: str, folder: Path, files: str | None) -> Job:
    """By files of its default format or another; its tables are there, with a first row."""
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    os.environ["RUNTIME__LOG_LEVEL"] = "CRITICAL"
    at = conninfo_to_dict(batch.server.tcp(database))
    place = f"postgresql://{at['user']}:{at['password']}@{at['host']}:{at['port']}/{database}"
    pipeline = dlt.pipeline(
        database,
        pipelines_dir=str(folder),
        destination=dlt.destinations.postgres(place),
        dataset_name=DATASET,
    )
    first = batch.rows()[:1]

    def save() -> None:
        rows = batch.rows()
        run(rows, batch.latest(rows))

    def run(rows: list[dict[str, Any]], latest: list[dict[str, Any]]) -> None:
        pipeline.run(
            [
                resource(batch, rows, "quote", batch.key, "insert-only"),
                resource(batch, latest, "quote_current", SERIES, "upsert"),
            ],
            loader_file_format=files,
        )

    run(first, first)
    add_keys(batch, database)
    return save


def add_keys(batch: Batch, database: str) -> None:
    """The unique keys, which dlt itself does not make."""
    with psycopg.connect(batch.server.dsn(database)) as connection:
        for table, key in (("quote", batch.key), ("quote_current", SERIES)):
            connection.execute(
                sql.SQL("CREATE UNIQUE INDEX ON {} ({})").format(
                    sql.Identifier(DATASET, table), sql.SQL(", ").join(map(sql.Identifier, key))
                )
            )


def resource(
    batch: Batch, rows: list[dict[str, Any]], name: str, key: Sequence[str], strategy: str
) -> Any:
    columns = {
        column: HINTS[kind] | {"nullable": column == "line"}
        for column, kind in batch.columns.items()
    }
    return dlt.resource(
        [rows],
        name=name,
        primary_key=key,
        columns=columns,
        write_disposition={"disposition": "merge", "strategy": strategy},
    )
