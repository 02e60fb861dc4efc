"""Every migration of the project can be taken back and applied again, with data or without."""

from __future__ import annotations

import psycopg
from psycopg import sql

from mlbcore.collecting import Window
from mlbcore.db import migrate, migrations
from mlbcore.db.pool import Database
from mlbcore.demo import DATE, BundledDay
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.run import Run
from mlbcore.plugins import discover
from mlbcore.settings import DatabaseSettings, ScrapingSettings, SourceSettings

CORE = migrations.read(migrations.folder())

# All that a migration can make, in words that do not depend on the order of columns or on oids.
OBJECTS = """
WITH own AS (
    SELECT c.* FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname !~ '^pg_|^information_schema$' AND NOT coalesce(
        (SELECT p.relname FROM pg_index i JOIN pg_class p ON p.oid = i.indrelid
         WHERE i.indexrelid = c.oid), c.relname) = 'migration'
)
SELECT 'relation', oid::regclass::text, relkind::text, relpersistence::text,
    reloptions::text, obj_description(oid, 'pg_class'),
    (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(
        coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))
    ) a)::text,
    CASE WHEN relkind = 'i' THEN pg_get_indexdef(oid)
        WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) END
FROM own
UNION ALL
SELECT 'column', own.oid::regclass::text || '.' || attname, format_type(atttypid, atttypmod),
    attnotnull::text, pg_get_expr(adbin, adrelid), attidentity::text || attgenerated::text
    || attstorage::text, col_description(own.oid, attnum),
    (SELECT array_agg(x::text ORDER BY x::text) FROM unnest(attacl) x)::text
FROM own JOIN pg_attribute ON attrelid = own.oid AND attnum > 0 AND NOT attisdropped
LEFT JOIN pg_attrdef ON adrelid = own.oid AND adnum = attnum
WHERE own.relkind <> 'i'
UNION ALL
SELECT 'constraint', own.oid::regclass::text, conname, pg_get_constraintdef(pg_constraint.oid),
    convalidated::text, obj_description(pg_constraint.oid, 'pg_constraint'), '', ''
FROM own JOIN pg_constraint ON conrelid = own.oid WHERE contype <> 'n'
UNION ALL
SELECT 'trigger', own.oid::regclass::text, pg_get_triggerdef(pg_trigger.oid), '', '', '', '', ''
FROM own JOIN pg_trigger ON tgrelid = own.oid WHERE NOT tgisinternal
UNION ALL
SELECT 'function', p.oid::regprocedure::text, pg_get_functiondef(p.oid),
    coalesce(p.proacl, acldefault('f', proowner))::text,
    obj_description(p.oid, 'pg_proc'), '', '', ''
FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
WHERE n.nspname !~ '^pg_|^information_schema$' AND prokind IN ('f', 'p')
UNION ALL
SELECT 'enum', enumtypid::regtype::text, array_agg(enumlabel ORDER BY enumsortorder)::text,
    '', '', '', '', ''
FROM pg_enum GROUP BY enumtypid
UNION ALL
SELECT 'schema', nspname, obj_description(oid, 'pg_namespace'),
    (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(nspacl) a)::text, '', '', '', ''
FROM pg_namespace WHERE nspname !~ '^pg_|^information_schema$'
UNION ALL
SELECT 'extension', extname, extversion, '', '', '', '', '' FROM pg_extension
"""


def objects(dsn: str) -> set[tuple[str, ...]]:
    with psycopg.connect(dsn) as connection:
        return set(connection.execute(OBJECTS).fetchall())


def rows(dsn: str) -> dict[str, int]:
    """How many each table holds."""
    with psycopg.connect(dsn) as connection:
        names = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename <> 'migration'"
        ).fetchall()
        counts = {}
        for (name,) in names:
            query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
            (counts[name],) = connection.execute(query).fetchone() or (0,)
    return counts


def collect(dsn: str) -> int:
    """The bundled day through the whole pipeline; gives how many records it stored."""
    plugins = discover(frozenset({"mlb", "sbr", "action"}))
    quick = ScrapingSettings(requests_per_second=1000.0)
    with (
        Database(dsn, DatabaseSettings(connection_timeout=5)) as opened,
        Fetcher(quick, lambda _: SourceSettings(), BundledDay()) as fetcher,
    ):
        ingest = Ingest(opened, plugins.collectors, plugins.mappers)
        run = Run(opened, ingest, fetcher, plugins.collectors)
        # One thread: pages of one source that overtake each other are taken in again.
        result = run.collect(Window(first=DATE, last=DATE), again=True, threads=1)
    return sum(unit.new for unit in result.units)


def test_each_step_down_leaves_what_was_there_before_it_went_up(empty_dsn: str) -> None:
    stages = [objects(empty_dsn)]
    for migration in CORE:
        migrate.up(empty_dsn, CORE, to=migration.id)
        stages.append(objects(empty_dsn))
    whole, seeded = stages[-1], rows(empty_dsn)
    for number in range(len(CORE), 0, -1):
        assert objects(empty_dsn) == stages[number]
        assert migrate.down(empty_dsn, CORE, to=f"{number - 1:04}") == 1
    assert objects(empty_dsn) == stages[0]
    assert migrate.up(empty_dsn, CORE) == len(CORE)
    assert (objects(empty_dsn), rows(empty_dsn)) == (whole, seeded)


def test_each_step_down_works_over_a_day_of_data_and_the_day_can_be_stored_again(
    empty_dsn: str,
) -> None:
    stages = [objects(empty_dsn)]
    for migration in CORE:
        migrate.up(empty_dsn, CORE, to=migration.id)
        stages.append(objects(empty_dsn))
    stored, full = collect(empty_dsn), rows(empty_dsn)
    assert min(full[table] for table in ("payload", "game", "quote", "split", "unit")) > 0
    for number in range(len(CORE), 0, -1):
        assert migrate.down(empty_dsn, CORE, to=f"{number - 1:04}") == 1
        assert objects(empty_dsn) == stages[number - 1]
    assert migrate.up(empty_dsn, CORE) == len(CORE)
    assert objects(empty_dsn) == stages[-1]
    assert rows(empty_dsn)["quote"] == rows(empty_dsn)["payload"] == 0
    assert (collect(empty_dsn), rows(empty_dsn)) == (stored, full)


def test_a_step_down_and_up_again_keeps_the_archive_and_the_games(empty_dsn: str) -> None:
    migrate.up(empty_dsn, CORE)
    collect(empty_dsn)
    full = rows(empty_dsn)
    for number in range(len(CORE) - 1, 0, -1):
        migrate.down(empty_dsn, CORE, to=f"{number:04}")
    assert migrate.up(empty_dsn, CORE) == len(CORE) - 1
    again = rows(empty_dsn)
    assert [again[table] for table in ("payload", "game")] == [full["payload"], full["game"]]
