"""Reads SQL only as far as a migration needs: its statements' words, and the comments between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

TOKEN = re.compile(
    r"""
      (?P<space> \s+ )
    | (?P<remark> --[^\n]* )
    | (?P<string> [eE]'(?:[^'\\]|\\.|'')*' | '[^']*(?:''[^']*)*' )
    | (?P<quoted> "[^"]*(?:""[^"]*)*" )
    | (?P<body> \$(?P<tag>(?:[^\W\d]\w*)?)\$.*?\$(?P=tag)\$ )
    | (?P<word> [^\W\d][\w$]* )
    | (?P<number> \d[\w.]* )
    | (?P<mark> . )
    """,
    re.VERBOSE | re.DOTALL,
)
COMMENT_EDGE = re.compile(r"/\*|\*/")
NOT_TRANSACTIONAL = re.compile(r"no\s+transaction", re.IGNORECASE)
DEPENDS = re.compile(r"depends:(.*)", re.IGNORECASE)
END_OF_STATEMENT = (";",)
TRANSACTION_CONTROL = frozenset(("ABORT", "BEGIN", "COMMIT", "END", "ROLLBACK", "START"))

Statement = tuple[str, ...]


def statements(text: str) -> list[Statement]:
    """The tokens of each statement; a string, a quoted name and a $$ body are one token each.

    A semicolon in parentheses (CREATE RULE) or in BEGIN ATOMIC ... END ends no statement.
    """
    found: list[list[str]] = [[]]
    depth = 0
    for kind, token in _tokens(text):
        if kind == "remark":
            continue
        if token in END_OF_STATEMENT and depth == 0:
            found.append([])
            continue
        depth = max(0, depth + _step(found[-1], token, depth))
        found[-1].append(token)
    return [tuple(statement) for statement in found if statement]


def is_transactional(text: str) -> bool:
    """Whether the file has no line ``-- no transaction``."""
    return not any(NOT_TRANSACTIONAL.fullmatch(remark) for remark in _remarks(text))


def dependencies(text: str) -> tuple[str, ...]:
    """The names on the lines ``-- depends: namespace/id ...``."""
    lists = [DEPENDS.fullmatch(remark) for remark in _remarks(text)]
    return tuple(name for found in lists if found for name in re.split(r"[\s,]+", found[1]) if name)


def transaction_control(text: str) -> str | None:
    """The first word of a statement that would begin or end a transaction, if there is one."""
    for statement in statements(text):
        first = statement[0].upper()
        if first in TRANSACTION_CONTROL:
            return first
        if [word.upper() for word in statement[:2]] == ["PREPARE", "TRANSACTION"]:
            return "PREPARE TRANSACTION"
    return None


def asks_client(text: str) -> bool:
    """Whether a COPY takes its rows from, or gives them to, whoever sent it."""
    words = [[word.upper() for word in statement] for statement in statements(text)]
    return any(one[0] == "COPY" and {"STDIN", "STDOUT"} & {*one} for one in words)


def is_ended(text: str) -> bool:
    """Whether nothing but space follows its last semicolon."""
    tokens = [token for _, token in _tokens(text)]
    return tokens[-1:] == list(END_OF_STATEMENT)


def index_named(text: str) -> tuple[str, str | None] | None:
    """The index, and the table where it is said, of a CREATE or DROP INDEX CONCURRENTLY.

    CREATE INDEX CONCURRENTLY ON, which leaves the name to the server, gives "ON".
    """
    tokens = [token for statement in statements(text) for token in statement]
    words = [token.upper() for token in tokens]
    if words[:1] not in (["CREATE"], ["DROP"]) or "CONCURRENTLY" not in words[:4]:
        return None
    place = words.index("CONCURRENTLY") + 1
    while words[place : place + 1] in (["IF"], ["NOT"], ["EXISTS"]):
        place += 1
    index, place = _name_at(tokens, place)
    place += 2 if words[place + 1 : place + 2] == ["ONLY"] else 1
    table, _ = _name_at(tokens, place)
    return (index, table if words[0] == "CREATE" else None) if index else None


def _name_at(tokens: list[str], place: int) -> tuple[str, int]:
    """A name, with its schema where it has one, and the place after it."""
    end = place + 1
    while tokens[end : end + 1] == ["."]:
        end += 2
    return "".join(tokens[place:end]), end


def _step(before: list[str], token: str, depth: int) -> int:
    """How a token changes the depth; in a depth, CASE ... END is one more."""
    word = token.upper()
    if word == "(" or (word == "ATOMIC" and _word_at(before, -1) == "BEGIN" and _creates(before)):
        return 1
    if word == ")":
        return -1
    if depth == 0 or _word_at(before, -1) in {".", "AS"}:
        return 0
    return {"CASE": 1, "END": -1}.get(word, 0)


def _creates(before: list[str]) -> bool:
    return _word_at(before, 0) == "CREATE"


def _word_at(before: list[str], index: int) -> str:
    return before[index].upper() if before else ""


def _remarks(text: str) -> Iterator[str]:
    for kind, token in _tokens(text):
        if kind == "remark":
            yield token.removeprefix("--").strip()


@lru_cache(maxsize=256)
def _tokens(text: str) -> tuple[tuple[str, str], ...]:
    """Each token with its kind. Kept, since a file is asked for one thing after another."""
    return tuple(_scanned(text))


def _scanned(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(text):
        if text.startswith("/*", place):
            place = _comment_end(text, place)
            continue
        match = TOKEN.match(text, place)
        assert match is not None
        place = match.end()
        if match.lastgroup != "space":
            yield str(match.lastgroup), match[0]


def _comment_end(text: str, start: int) -> int:
    """Comments nest."""
    depth = 0
    for edge in COMMENT_EDGE.finditer(text, start):
        depth += 1 if edge[0] == "/*" else -1
        if depth == 0:
            return edge.end()
    return len(text)
