"""Every error of psycopg becomes one of ours, by what to do; and no secret is in any of them."""

from __future__ import annotations

import re
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest
from attrs import evolve
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from mlbcore import settings
from mlbcore.db import migrate
from mlbcore.db.faults import ours, place, translated
from mlbcore.db.pool import Database
from mlbcore.errors import (
    ConflictError,
    DatabaseError,
    MlbcoreError,
    NoRoomError,
    ReadOnlyError,
    RecordError,
    RetryError,
    SchemaError,
    StatementTimeoutError,
    UnknownOutcomeError,
    UnreachableError,
)
from mlbcore.settings import DatabaseSettings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.conftest import OwnServer

SECRET = "geheim"
HASTY = DatabaseSettings(connection_timeout=0.5, outage=0.1)
STATES = {
    "08006": UnreachableError,
    "57P01": UnreachableError,
    "57P02": UnreachableError,
    "57P03": UnreachableError,
    "25P03": UnreachableError,
    "40001": ConflictError,
    "40P01": ConflictError,
    "40003": UnknownOutcomeError,
    "57014": StatementTimeoutError,
    "55P03": StatementTimeoutError,
    "53100": NoRoomError,
    "53200": NoRoomError,
    "53300": NoRoomError,
    "25006": ReadOnlyError,
    "42P01": SchemaError,
    "42703": SchemaError,
    "22003": RecordError,
    "23505": RecordError,
    "42601": DatabaseError,
}
WORDS = {
    "server closed the connection unexpectedly": UnreachableError,
    "SSL connection has been closed unexpectedly": UnreachableError,
    "FATAL: the database system is starting up": UnreachableError,
    "FATAL: sorry, too many clients already": NoRoomError,
    'FATAL: password authentication failed for user "me"': DatabaseError,
    'FATAL: database "mlb" does not exist': DatabaseError,
}


@pytest.mark.parametrize("state", STATES)
def test_an_error_is_classed_by_what_to_do(state: str) -> None:
    error = psycopg.errors.lookup(state)("it\n  failed")
    with pytest.raises(STATES[state]) as raised, translated():
        raise error
    assert type(raised.value) is STATES[state]
    assert raised.value.__cause__ is error
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("words", WORDS)
def test_a_connection_that_fails_is_classed_by_the_words_of_the_server(words: str) -> None:
    fault = ours(psycopg.OperationalError(words))
    assert type(fault) is WORDS[words]
    assert words in str(fault)


@pytest.mark.parametrize("kind", [*STATES.values(), *WORDS.values()])
def test_what_passes_by_itself_may_be_tried_again_and_nothing_else(
    kind: type[MlbcoreError],
) -> None:
    passes = {UnreachableError, ConflictError}
    assert issubclass(kind, RetryError) == (kind in passes)


@pytest.mark.parametrize("value", ["a\0b", "x" * 5])
def test_a_value_the_server_cannot_hold_is_a_record_error(database: Database, value: str) -> None:
    with pytest.raises(RecordError), database.reading() as store:
        store.connection.execute("SELECT %s::char(3)::numeric", (value,))


def leaky(tail: str) -> str:
    return f"postgresql://me:{SECRET}{tail}"


BAD_DSNS = (
    leaky("@h:x:y/mlb?sslmode"),
    leaky("@127.0.0.1:1/mlb"),
    leaky("@no.such.host.invalid/mlb"),
    leaky("@127.0.0.1:1/mlb?sslmode=never"),
    leaky("@127.0.0.1:1/mlb?nope=1"),
    leaky("@127.0.0.1:1/mlb?sslcert=/nowhere&sslkey=/nowhere&sslpassword=geheim"),
    leaky("@127.0.0.1:port/mlb"),
    f"postgresql://me:one@{SECRET}@127.0.0.1/mlb",
    f"postgresql://me:12/{SECRET}@127.0.0.1/mlb",
    f"postgresql://me:{SECRET}/2@127.0.0.1/mlb",
    f"postgresql://me:one?{SECRET}@127.0.0.1/mlb",
    f"postgresql://me:one#{SECRET}@127.0.0.1/mlb",
    f"postgresql://me:{SECRET}%@127.0.0.1/mlb",
    f"host=127.0.0.1 port=1 password=one {SECRET}",
    f"host=127.0.0.1 port=1 password='{SECRET}",
    f"host=127.0.0.1 port=1 password={SECRET} connect_timeout=soon",
    f"host=127.0.0.1 port=1 password={SECRET} options='-c x'",
    f"{SECRET}",
)


@contextmanager
def kept_secret() -> Iterator[None]:
    """The secret is in no line of what is raised: neither its text nor that of a cause."""
    with pytest.raises(MlbcoreError) as raised:
        yield
    told = "".join(traceback.format_exception(raised.value))
    lines = [line for line in told.splitlines() if not line.startswith("    ")]
    assert SECRET not in "\n".join(lines)
    assert SECRET not in repr(raised.value)


@pytest.mark.parametrize("dsn", BAD_DSNS)
@pytest.mark.parametrize("role", ["primary", "replica", "migration"])
def test_no_error_of_a_dsn_shows_its_password(
    dsn: str, role: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")

    def use() -> None:
        if role == "migration":
            place(dsn)
            migrate.status(dsn, [])
        alone = leaky("@127.0.0.1:1/mlb")
        given = evolve(HASTY, replicas=(dsn,)) if role == "replica" else HASTY
        with Database(alone if role == "replica" else dsn, given) as database:
            assert SECRET not in repr(vars(database.primary))
            with database.reading(replica=True):
                pass

    with kept_secret():
        use()
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    "file",
    [
        f"[database]\nurl = ['{SECRET}']\n",
        f"[database]\nurl = {{ password = '{SECRET}' }}\n",
        f"[database]\nreplicas = {{ one = '{SECRET}' }}\n",
        f"[database]\nreplicas = [['{SECRET}']]\n",
        f"[database]\nreplica = '{SECRET}'\n",
    ],
)
def test_nothing_said_of_a_settings_file_shows_what_is_in_it(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    path = tmp_path / "mlbcore.toml"
    path.write_text(file)
    monkeypatch.setenv("MLBCORE_CONFIG", str(path))
    try:
        told = repr(settings.load())
    except MlbcoreError as error:
        told = "".join(traceback.format_exception(error))
    assert SECRET not in told


def test_replicas_are_read_from_the_environment_and_not_shown(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dsns = leaky("@one/mlb"), f"host=two password={SECRET} options='-c a=b'"
    monkeypatch.setenv("MLBCORE_DATABASE_REPLICAS", f"{dsns[0]}; {dsns[1]};")
    monkeypatch.setenv("MLBCORE_DATABASE_URL", leaky("@h/mlb"))
    found = settings.load()
    assert tuple(replica.reveal() for replica in found.database.replicas) == dsns
    assert SECRET not in f"{found} {found.database!r}"


@pytest.fixture
def role(server_dsn: str, dsn: str) -> Iterator[Callable[[str], str]]:
    """Makes a role with the secret as its password; gives its DSN."""
    made: list[sql.Identifier] = []

    def make(limits: str) -> str:
        name = f"role_{conninfo_to_dict(dsn)['dbname']}"
        made.append(sql.Identifier(name))
        with psycopg.connect(server_dsn, autocommit=True) as connection:
            create = "CREATE ROLE {} PASSWORD {} " + limits
            connection.execute(sql.SQL(create).format(made[0], SECRET))
        return make_conninfo(dsn, user=name, password=SECRET)

    yield make
    with psycopg.connect(server_dsn, autocommit=True) as connection:
        for one in made:
            connection.execute(sql.SQL("DROP ROLE {}").format(one))


@pytest.mark.parametrize(
    ("limits", "kind", "words"),
    [("NOLOGIN", DatabaseError, "not permitted"), ("LOGIN CONNECTION LIMIT 0", NoRoomError, "")],
)
def test_a_server_that_refuses_says_why_and_the_password_is_not_shown(
    role: Callable[[str], str], limits: str, kind: type[DatabaseError], words: str
) -> None:
    with Database(role(limits), HASTY) as database:
        with pytest.raises(kind) as raised, database.reading():
            pass
        with kept_secret(), database.reading():
            pass
    assert type(raised.value) is kind
    assert re.search(words, str(raised.value))


@pytest.mark.slow
def test_a_wrong_password_is_said_at_once_and_neither_is_shown(own_server: OwnServer) -> None:
    own_server.execute(f"CREATE ROLE me LOGIN PASSWORD 'right {SECRET}'")
    rules = own_server.data / "pg_hba.conf"
    rules.write_text(f"local all me scram-sha-256\n{rules.read_text()}")
    own_server.execute("SELECT pg_reload_conf()")
    right = make_conninfo(own_server.dsn, user="me", password=f"right {SECRET}")
    wrong = make_conninfo(right, password=f"wrong {SECRET}")
    with Database(right, HASTY) as database:
        assert database.read(lambda store: store.units is not None)
    with Database(wrong, evolve(HASTY, connection_timeout=30)) as database:
        started = time.monotonic()
        with kept_secret(), database.reading():
            pass
        with pytest.raises(DatabaseError, match="authentication failed") as raised:
            database.read(lambda _: None)
        assert time.monotonic() - started < 5
    assert type(raised.value) is DatabaseError
