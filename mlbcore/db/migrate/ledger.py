"""The table ``migration``: what has been applied, and what was interrupted half way."""

from __future__ import annotations

import datetime as dt

import psycopg
from attrs import frozen
from psycopg.rows import args_row

from mlbcore.db.migrations import Migration

# The table is the runner's own, so no migration makes it. IF NOT EXISTS here is for databases of
# the versions whose table had the first four columns only.
TABLE = """
CREATE TABLE IF NOT EXISTS migration (
    namespace text NOT NULL,
    id text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (namespace, id)
);
ALTER TABLE migration
    ADD COLUMN IF NOT EXISTS depends text[] NOT NULL DEFAULT '{}',
    ADD COLUMN IF NOT EXISTS state text NOT NULL DEFAULT 'applied'
        CHECK (state IN ('applied', 'dirty')),
    ADD COLUMN IF NOT EXISTS direction text CHECK (direction IN ('up', 'down')),
    ADD COLUMN IF NOT EXISTS statement text
        CHECK ((state = 'dirty') = (statement IS NOT NULL AND direction IS NOT NULL));
COMMENT ON TABLE migration IS 'What has been applied; kept by `mlbcore migrate`.';
COMMENT ON COLUMN migration.namespace IS 'core, or the plugin that brings it.';
COMMENT ON COLUMN migration.id IS 'Its file''s name: 0001_words.';
COMMENT ON COLUMN migration.checksum IS 'SHA-256 of the file that was applied.';
COMMENT ON COLUMN migration.applied_at IS 'When it was applied, or begun while it is dirty.';
COMMENT ON COLUMN migration.depends IS 'The migrations of other namespaces it needs.';
COMMENT ON COLUMN migration.state IS 'dirty: begun outside a transaction and not seen to end.';
COMMENT ON COLUMN migration.direction IS 'Of a dirty one, whether it was going up or down.';
COMMENT ON COLUMN migration.statement IS 'Of a dirty one, what was running.';
"""

ADD = """
INSERT INTO migration (namespace, id, checksum, depends)
VALUES (%(namespace)s, %(id)s, %(checksum)s, %(depends)s::text[])
"""

REMOVE = """
DELETE FROM migration WHERE namespace = %(namespace)s AND id = %(id)s
"""

BEGIN_UP = """
INSERT INTO migration (namespace, id, checksum, depends, state, direction, statement)
VALUES (%(namespace)s, %(id)s, %(checksum)s, %(depends)s::text[], 'dirty', 'up', %(statement)s)
"""

BEGIN_DOWN = """
UPDATE migration SET state = 'dirty', direction = 'down', statement = %(statement)s
WHERE namespace = %(namespace)s AND id = %(id)s
"""

SETTLE = """
UPDATE migration SET state = 'applied', direction = NULL, statement = NULL
WHERE namespace = %(namespace)s AND id = %(id)s
"""

Values = dict[str, str | list[str]]


@frozen
class Applied:
    """A row of the table. ``direction`` and ``statement`` are there while it is dirty."""

    namespace: str
    id: str
    checksum: str
    applied_at: dt.datetime
    depends: tuple[str, ...] = ()
    state: str = "applied"
    direction: str | None = None
    statement: str | None = None

    @property
    def name(self) -> str:
        return f"{self.namespace}/{self.id}"

    @property
    def dirty(self) -> bool:
        return self.state == "dirty"


def prepare(connection: psycopg.Connection) -> None:
    """Make the table, or give an older one what it lacks."""
    if not is_prepared(connection):
        with connection.transaction():
            connection.execute(TABLE)


def is_prepared(connection: psycopg.Connection) -> bool:
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM pg_attribute"
        " WHERE attrelid = to_regclass('migration') AND attname = 'statement')"
    ).fetchone()
    return bool(row and row[0])


def applied(connection: psycopg.Connection) -> dict[str, Applied]:
    """The rows by name; an older table is read as it is."""
    present = connection.execute("SELECT to_regclass('migration') IS NOT NULL").fetchone()
    if not present or not present[0]:
        return {}
    cursor = connection.cursor(row_factory=args_row(_row))
    cursor.execute(
        """
        SELECT namespace, id, checksum, applied_at,
            ARRAY(SELECT jsonb_array_elements_text(to_jsonb(m) -> 'depends')),
            coalesce(to_jsonb(m) ->> 'state', 'applied'),
            to_jsonb(m) ->> 'direction', to_jsonb(m) ->> 'statement'
        FROM migration m ORDER BY namespace, id
        """
    )
    return {row.name: row for row in cursor}


def values(step: Migration | Applied, statement: str = "") -> Values:
    """The parameters of the statements above."""
    return {
        "namespace": step.namespace,
        "id": step.id,
        "checksum": step.checksum,
        "depends": list(step.depends),
        "statement": statement,
    }


def _row(
    namespace: str, id_: str, checksum: str, at: dt.datetime, depends: list[str], *rest: str | None
) -> Applied:
    state, direction, statement = rest
    return Applied(namespace, id_, checksum, at, tuple(depends), str(state), direction, statement)
