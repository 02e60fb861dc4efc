"""The staged merge without mlbcore: by psql from a prepared file, and by asyncpg."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
import psycopg

from benchmarks.goals import Job
from benchmarks.storage import ours
from benchmarks.storage.batch import Batch


def psql(batch: Batch, database: str, file: Path) -> Job:
    with psycopg.connect(batch.server.dsn(database)) as connection:
        merge = ours.merge(connection, batch.origin)
    script = f"""
        BEGIN;
        {ours.STAGE};
        \\copy quote_stage from '{file}' (format binary)
        {merge};
        COMMIT;
    """
    return lambda: batch.server.psql(database, script)


def write_file(batch: Batch, file: Path) -> None:
    """What psql will load: the stage as a binary file."""
    with (
        batch.server.database(batch.template) as name,
        psycopg.connect(batch.server.dsn(name)) as connection,
    ):
        ours.stage(connection, ours.encoded(batch.coder, batch.quotes))
        with (
            connection.cursor().copy("COPY quote_stage TO STDOUT (FORMAT BINARY)") as copy,
            file.open("wb") as written,
        ):
            for block in copy:
                written.write(block)


def by_asyncpg(batch: Batch, database: str) -> Job:
    """copy_records_to_table, and the very same merge."""
    with psycopg.connect(batch.server.dsn(database)) as connection:
        merge = ours.merge(connection, batch.origin)
    server = batch.server

    async def save() -> None:
        connection = await asyncpg.connect(
            host=str(server.folder), port=server.port, user="postgres", database=database
        )
        async with connection.transaction():
            await connection.execute(ours.STAGE)
            await connection.copy_records_to_table(
                "quote_stage",
                records=ours.encoded(batch.coder, batch.quotes),
                columns=ours.STAGE_COLUMNS,
            )
            await connection.execute(merge)
        await connection.close()

    return lambda: asyncio.run(save())
