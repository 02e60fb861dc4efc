"""Whatever is done to the files and the runners, the database holds what a simple model says."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import psycopg
import pytest
from attrs import evolve, field, frozen
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mlbcore.db import migrate
from mlbcore.db.migrations import Migration
from mlbcore.errors import MigrationError

CHANGED = " -- changed"
SPACES = ("core", "alpha", "beta")

# A migration kills its own backend half way while its name stands in ground.victim.
GROUND = """
DROP SCHEMA IF EXISTS public, ground CASCADE;
CREATE SCHEMA public;
CREATE SCHEMA ground;
CREATE TABLE ground.victim (name text);
CREATE TABLE ground.one (n int);
INSERT INTO ground.one VALUES (1);
CREATE FUNCTION ground.half_way(who text, n int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_terminate_backend(pg_backend_pid()) FROM ground.victim WHERE name = who;
    RETURN n;
END $$;
"""


@frozen
class Row:
    """What the model says that the database holds of a migration."""

    migration: Migration
    dirty: bool = False


@frozen
class World:
    """The files there are, by name; those that can be seen; and what is applied."""

    files: dict[str, Migration] = field(factory=dict)
    hidden: set[str] = field(factory=set)
    gone: set[str] = field(factory=set)
    rows: dict[str, Row] = field(factory=dict)

    @property
    def visible(self) -> list[Migration]:
        seen = [f for f in self.files.values() if f.name not in self.hidden]
        seen = [f for f in seen if f.namespace not in self.gone]
        return sorted(seen, key=lambda f: (SPACES.index(f.namespace), f.id))

    def needs(self, step: Migration, among: Iterable[Migration]) -> set[str]:
        earlier = [f for f in among if f.namespace == step.namespace and f.id < step.id]
        last = max(earlier, key=lambda f: f.id, default=None)
        return {*step.depends, *({last.name} if last else set())}

    def is_spoilt(self) -> bool:
        """Something was done to the files that can be undone."""
        changed = any(f.sql.endswith(CHANGED) for f in self.files.values())
        return bool(self.hidden or self.gone or changed)

    def is_orderly(self) -> bool:
        """Every dependency can be seen."""
        seen = {f.name for f in self.visible}
        return all(set(f.depends) <= seen for f in self.visible)

    def is_sound(self) -> bool:
        """Nothing stops the runner."""
        seen = {f.name: f for f in self.visible}
        spaces = {f.namespace for f in self.visible}
        for name, row in self.rows.items():
            lost = name not in seen and row.migration.namespace in spaces
            changed = name in seen and seen[name].checksum != row.migration.checksum
            early = name in seen and not self.needs(seen[name], self.visible) <= self.rows.keys()
            if row.dirty or lost or changed or early:
                return False
        return self.is_orderly()

    def waiting(self, to: str | None) -> list[Migration]:
        """What going up has to do, in the order it would have from nothing."""
        wanted = {f.name for f in self.visible} if to is None else self.closed_under_needs(to)
        left, found = self.visible, list[Migration]()
        while left:
            done = {f.name for f in found}
            step = next(f for f in left if self.needs(f, self.visible) <= done)
            left.remove(step)
            found.append(step)
        return [f for f in found if f.name in wanted and f.name not in self.rows]

    def closed_under_needs(self, name: str) -> set[str]:
        step = next(f for f in self.visible if f.name == name)
        below = (self.closed_under_needs(other) for other in self.needs(step, self.visible))
        return {name}.union(*below)

    def leaving(self, to: str | None) -> set[str]:
        """What going down takes: by name first, then whatever needs what goes."""
        applied = [row.migration for row in self.rows.values()]
        if to is None:
            return set(self.rows)
        kept = self.files[to]
        going = {f.name for f in applied if f.namespace == kept.namespace and f.id > kept.id}
        while more := {f.name for f in applied if self.needs(f, applied) & going} - going:
            going |= more
        return going


class Runners(RuleBasedStateMachine):
    dsn: str

    def __init__(self) -> None:
        super().__init__()
        self.world = World()

    @initialize(shape=st.lists(st.tuples(st.sampled_from(SPACES), st.booleans()), min_size=3))
    def clear(self, shape: list[tuple[str, bool]]) -> None:
        self.execute(GROUND)
        for number, (namespace, alone) in enumerate([("core", False), *shape]):
            self.add(namespace=namespace, alone=alone, depends=[number])

    @rule(
        namespace=st.sampled_from(SPACES),
        alone=st.booleans(),
        depends=st.lists(st.integers(0, 20), max_size=2),
    )
    def add(self, namespace: str, alone: bool, depends: list[int]) -> None:
        number = sum(f.namespace == namespace for f in self.world.files.values()) + 1
        others = [f.name for f in self.world.files.values() if f.namespace != namespace]
        needed = {others[n % len(others)] for n in depends} if others else set()
        step = _made(namespace, number, sorted(needed), alone=alone)
        self.world.files[step.name] = step

    @precondition(lambda self: self.world.visible)
    @rule()
    def up(self) -> None:
        self.climb(None, victim="")

    @precondition(lambda self: self.world.visible)
    @rule(data=st.data())
    def up_to(self, data: st.DataObject) -> None:
        self.climb(self.choose(data, [f.name for f in self.world.visible]), victim="")

    @precondition(lambda self: self.world.is_sound() and self.world.waiting(None))
    @rule(data=st.data())
    def up_and_be_killed_half_way(self, data: st.DataObject) -> None:
        names = [step.name for step in self.world.waiting(None)]
        self.climb(None, victim=self.choose(data, names))

    @precondition(lambda self: self.world.rows)
    @rule(data=st.data())
    def down_to(self, data: st.DataObject) -> None:
        self.fall(self.choose(data, list(self.world.rows)))

    @precondition(lambda self: self.world.rows)
    @rule()
    def down_to_nothing(self) -> None:
        self.fall(None)

    @precondition(
        lambda self: self.world.is_orderly() and any(r.dirty for r in self.world.rows.values())
    )
    @rule()
    def repair(self) -> None:
        dirty = [name for name, row in self.world.rows.items() if row.dirty]
        assert migrate.repair(self.dsn, self.world.visible) == len(dirty)
        for name in dirty:
            del self.world.rows[name]

    @precondition(lambda self: not self.world.is_spoilt())
    @rule(data=st.data())
    def tamper_with_a_file(self, data: st.DataObject) -> None:
        name = self.choose(data, list(self.world.files))
        file = self.world.files[name]
        self.world.files[name] = evolve(file, sql=file.sql + CHANGED)

    @precondition(lambda self: not self.world.is_spoilt())
    @rule(data=st.data())
    def delete_a_file(self, data: st.DataObject) -> None:
        self.world.hidden.add(self.choose(data, list(self.world.files)))

    @precondition(lambda self: not self.world.is_spoilt())
    @rule(namespace=st.sampled_from(SPACES[1:]))
    def remove_a_plugin(self, namespace: str) -> None:
        self.world.gone.add(namespace)

    @precondition(lambda self: self.world.is_spoilt())
    @rule()
    def put_the_files_back(self) -> None:
        self.world.hidden.clear()
        self.world.gone.clear()
        for name, file in self.world.files.items():
            self.world.files[name] = evolve(file, sql=file.sql.removesuffix(CHANGED))

    def climb(self, to: str | None, victim: str) -> None:
        steps = self.world.waiting(to) if self.world.is_sound() else []
        self.execute(f"TRUNCATE ground.victim; INSERT INTO ground.victim VALUES ('{victim}')")
        self.attempt(
            lambda: migrate.up(self.dsn, self.world.visible, to=to),
            count=len(steps) if self.world.is_sound() and not victim else None,
        )
        for step in steps:
            if step.name == victim:
                if "CONCURRENTLY" in step.sql:
                    self.world.rows[victim] = Row(step, dirty=True)
                break
            self.world.rows[step.name] = Row(step)

    def fall(self, to: str | None) -> None:
        going = self.world.leaving(to)
        seen = {f.name for f in self.world.visible}
        possible = self.world.is_sound() and going | ({to} if to else set()) <= seen
        self.attempt(
            lambda: migrate.down(self.dsn, self.world.visible, to=to),
            count=len(going) if possible else None,
        )
        for name in going if possible else ():
            del self.world.rows[name]

    @invariant()
    def the_database_holds_what_the_model_says(self) -> None:
        with psycopg.connect(self.dsn) as connection:
            found = connection.execute(
                "SELECT relname, coalesce(indisvalid, true) FROM pg_class"
                " LEFT JOIN pg_index ON indexrelid = oid WHERE relname ~ '^(core|alpha|beta)_'"
            ).fetchall()
        expected = {
            (f"{row.migration.namespace}_{row.migration.id}{part}", not row.dirty)
            for row in self.world.rows.values()
            for part in (("",) if "CONCURRENTLY" in row.migration.sql else ("", "_end"))
        }
        assert set(found) == expected

    @invariant()
    def status_says_what_the_model_says(self) -> None:
        if not self.world.is_orderly():
            with pytest.raises(MigrationError, match="nobody brings"):
                migrate.status(self.dsn, self.world.visible)
            return
        found = migrate.status(self.dsn, self.world.visible)
        assert {f"{s.namespace}/{s.id}": s.state for s in found} == self.expected_states()

    def expected_states(self) -> dict[str, str]:
        seen = {f.name: f for f in self.world.visible}
        spaces = {f.namespace for f in self.world.visible}
        states = dict.fromkeys(seen, "pending")
        for name, row in self.world.rows.items():
            if row.dirty:
                states[name] = "dirty"
            elif name not in seen:
                states[name] = "missing" if row.migration.namespace in spaces else "orphaned"
            else:
                same = seen[name].checksum == row.migration.checksum
                states[name] = "applied" if same else "changed"
        return states

    def attempt(self, act: Callable[[], int], count: int | None) -> None:
        """It does so many, or it is refused when ``count`` is None; the lock is free after it."""
        if count is None:
            with pytest.raises(MigrationError):
                act()
        else:
            assert act() == count

    def choose(self, data: st.DataObject, names: list[str]) -> str:
        return data.draw(st.sampled_from(sorted(names)))

    def execute(self, text: str) -> None:
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(text.encode())


def _made(namespace: str, number: int, needed: list[str], *, alone: bool) -> Migration:
    id_ = f"{number:04}_x"
    thing, name = f"{namespace}_{id_}", f"{namespace}/{id_}"
    depends = "".join(f"-- depends: {other}\n" for other in needed)
    if alone:
        index = f"CREATE INDEX CONCURRENTLY {thing} ON ground.one (ground.half_way('{name}', n))"
        text, back = f"-- no transaction\n{index}", f"DROP INDEX ground.{thing}"
    else:
        middle = f"SELECT ground.half_way('{name}', 1)"
        text = f"CREATE TABLE {thing} (n int); {middle}; CREATE TABLE {thing}_end (n int)"
        back = f"DROP TABLE {thing}, {thing}_end"
    return Migration(namespace=namespace, id=id_, sql=depends + text, down=back)


@pytest.mark.parametrize(
    "examples", [pytest.param(10, id="few"), pytest.param(60, id="many", marks=pytest.mark.slow)]
)
def test_the_runner_does_what_the_model_says(empty_dsn: str, examples: int) -> None:
    class Here(Runners):
        dsn = empty_dsn

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
