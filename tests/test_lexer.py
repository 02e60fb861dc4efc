"""SQL is read as far as a migration needs: statements, remarks, and what only looks like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.db import lexer

HARMLESS = (
    "SELECT 'COMMIT; BEGIN;'",
    "SELECT 'it''s; COMMIT;'",
    r"SELECT E'\'; COMMIT; --'",
    'SELECT 1 AS "a""; COMMIT; b"',
    "DO $$ BEGIN COMMIT; END $$",
    "DO $body$ BEGIN PERFORM $$;COMMIT;$$; END $body$",
    "CREATE RULE r AS ON INSERT TO a DO ALSO (INSERT INTO b VALUES (1); DELETE FROM c)",
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END",
    "CREATE PROCEDURE p() BEGIN ATOMIC INSERT INTO a SELECT b.end FROM b; DELETE FROM a; END",
    "SELECT begin, commit FROM a",
    "SELECT a$$b FROM c",
)


@pytest.mark.parametrize("text", HARMLESS)
def test_a_semicolon_inside_something_ends_no_statement(text: str) -> None:
    assert len(lexer.statements(text)) == 1
    assert len(lexer.statements(f"{text};\n{text};")) == 2
    assert lexer.transaction_control(text) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("BEGIN; SELECT 1; COMMIT", "BEGIN"),
        ("SELECT 1; commit and chain;", "COMMIT"),
        ("start transaction;", "START"),
        ("SELECT 1;/* nested /* comment */ ; */ ROLLBACK", "ROLLBACK"),
        ("SELECT 1; -- done\nEND;", "END"),
        ("ABORT", "ABORT"),
        ("SELECT 1; PREPARE TRANSACTION 'x'", "PREPARE TRANSACTION"),
        ("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END; COMMIT", "COMMIT"),
        ("DO $$ BEGIN END $$; COMMIT", "COMMIT"),
        ("SELECT 1 AS atomic; COMMIT", "COMMIT"),
        (r"SELECT '\'; COMMIT; SELECT ''", "COMMIT"),
    ],
)
def test_a_statement_that_ends_the_transaction_is_found(text: str, word: str) -> None:
    assert lexer.transaction_control(text) == word


@pytest.mark.parametrize(
    "text", ["SELECT 1 -- COMMIT;\n", "/* COMMIT; */ SELECT 1", "PREPARE x AS SELECT 1", ""]
)
def test_words_in_comments_end_nothing(text: str) -> None:
    assert lexer.transaction_control(text) is None


@given(
    st.lists(st.sampled_from([*HARMLESS, "-- ; COMMIT;\nSELECT 1", "/* ; */ SELECT 2"])),
    st.sampled_from([";", " ;\n", ";-- ;\n"]),
)
def test_statements_are_as_many_as_were_joined(parts: list[str], joint: str) -> None:
    assert len(lexer.statements(joint.join(parts))) == len(parts)


@given(st.text(alphabet="ab$'\"/*-;()\\ \nE0"))
def test_any_text_is_read_to_its_end(text: str) -> None:
    assert lexer.statements(text) == lexer.statements(text + "\n")


def test_marks_are_read_from_remarks_only() -> None:
    text = "-- no transaction\r\n--  depends: core/0001_a, core/0002_b\n-- depends: park/0001_c\n"
    assert not lexer.is_transactional(text)
    assert lexer.dependencies(text) == ("core/0001_a", "core/0002_b", "park/0001_c")
    body = f"DO $$ BEGIN\n{text} END $$"
    assert lexer.is_transactional(body)
    assert lexer.dependencies(body) == ()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("CREATE INDEX CONCURRENTLY a ON b (c)", ("a", "b")),
        ("create unique index concurrently if not exists a on only s.b (c)", ("a", "s.b")),
        ('CREATE INDEX CONCURRENTLY "A b" ON "S"."B" (c)', ('"A b"', '"S"."B"')),
        ("DROP INDEX CONCURRENTLY IF EXISTS s.a", ("s.a", None)),
        ("CREATE INDEX a ON b (c)", None),
        ("CREATE INDEX CONCURRENTLY", None),
        ("VACUUM", None),
        ("", None),
    ],
)
def test_the_index_of_a_statement_is_found(text: str, named: tuple[str, str | None] | None) -> None:
    assert lexer.index_named(text) == named


def test_an_index_that_is_not_named_shows_as_on() -> None:
    named = lexer.index_named("CREATE INDEX CONCURRENTLY ON b (c)")
    assert named is not None
    assert named[0] == "ON"
