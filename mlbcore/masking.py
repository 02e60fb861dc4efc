"""Text without the secrets in it: what every error and every line of the log passes through."""

from __future__ import annotations

import io
import json
import re
from urllib.parse import parse_qsl, quote, quote_plus, unquote

MASK = "MASKED"
SHORTEST = 4  # characters: a shorter secret is no secret, and all text would be full of masks

PLAIN = r"(?:api_?-?|[_-]|private|access|secret)key|token|secret|passw(?:or)?d|pwd|passphrase"
# Words of everyday text too: secret only as the name of a parameter.
LOOSE = r"(?<![a-z0-9])(?:key|signature|auth|sid)"
HEADER = r"authorization|cookie"
VALUE = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^\s,;&)}\]'\"]+"

# A URL, which has a rule of its own, and what KEY=VALUE says of how something is written.
NOT = r"//|(?-i:VALUE)(?![^\s,\]'\"])"

SECRET_NAME = re.compile(rf"(?i)(?:{PLAIN}|{LOOSE}|{HEADER})$")
# To the last @ before a space or quote: of a password with a bare @ the end would be left. A URL
# that was taken for a path has lost a slash.
USERINFO = re.compile(r"(://?[^\s/:@'\"]*):[^\s'\"]*@")
ASSIGNED = re.compile(rf"(?i)((?:(?:{PLAIN})['\"]?\s*[:=]|(?:{LOOSE})=)\s*b?)(?!{NOT})({VALUE})")
# A header's value goes to the end of its line, or of its quotes where it stands in some.
SENT = re.compile(
    rf"(?i)((?:{HEADER})(?:['\"]?\s*[:=]|['\"]\s*,)\s*+)b?(?:'[^']*'|\"[^\"]*\"|(?!{MASK})[^\r\n]+)"
)
# No word of prose: one of small letters alone is none.
BEARER = re.compile(r"((?i:\bbearer|\bbasic)\s+)(?=[a-z.~-]*[A-Z0-9_+/=])[\w.~+/=-]{8,}")
# What a row or key that the server refuses holds, as it quotes it.
QUOTED_ROW = re.compile(r"(failing row contains |\)=)\((?:[^()]|\([^()]*\))*\)", re.IGNORECASE)

# In what order they are looked for, and one of which words a text must have: most has none.
RULES = (
    (USERINFO, rf"\1:{MASK}@", (":/",)),
    (SENT, rf"\1{MASK}", ("authorization", "cookie")),
    (BEARER, rf"\1{MASK}", ("bearer ", "basic ")),
    (ASSIGNED, rf"\1{MASK}", ("key", "token", "secret", "pass", "pwd", "sign", "auth", "sid=")),
    (QUOTED_ROW, rf"\1({MASK})", ("failing row", ")=(")),
)


class Hidden:
    """The secrets of this process: what no text may show, whatever stands around it."""

    def __init__(self) -> None:
        self.values: frozenset[str] = frozenset()
        self.pattern: re.Pattern[str] | None = None

    def add(self, *secrets: str) -> None:
        forms = {form for secret in secrets for form in _forms(secret)}
        self.values |= {form for form in forms if len(form) >= SHORTEST}
        longest_first = sorted(self.values, key=lambda value: (-len(value), value))
        self.pattern = re.compile("|".join(map(re.escape, longest_first))) if self.values else None


HIDDEN = Hidden()


# Of a URL up to its last @, of its query, and of a DSN in words, where quotes may be escaped.
PASSWORDS = re.compile(
    r"""://[^\s/:@]*:(.*)@|\b(?:ssl)?password\s*=\s*(?:'((?:[^'\\]|\\.)*)'|([^\s&'"]+))"""
)
# A URL that is no DSN is often a secret in its path or even its host, as those of webhooks are.
ADDRESS = re.compile(r"(?!postgres)[a-z][a-z0-9+.-]*://", re.IGNORECASE)
BETWEEN = re.compile(r"[/:@?&=,#\s]+")
# No word of prose, and no name of a host.
TOKEN = re.compile(r"(?![a-z0-9-]+(?:\.[a-z0-9-]+)+$)(?:.*[A-Z0-9_].*(?<=.{8})|.{16,})")


def hide(*secrets: str) -> None:
    """Let no text that is masked from now on show these; empty and very short ones are left.

    Of a DSN the password is hidden too, and of another URL each part that may be a token.
    """
    HIDDEN.add(*secrets, *(word for one in secrets for word in (*_passwords(one), *_tokens(one))))


def mask(text: str) -> str:
    """The text with MASKED in place of each secret.

    Secrets are what was hidden; passwords of DSNs and URLs; the values of what is named like a
    password, token or key; authorization and cookies; the rows a server quotes.
    """
    if HIDDEN.pattern is not None:
        text = HIDDEN.pattern.sub(MASK, text)
    lowered = text.lower()
    for pattern, shown, words in RULES:
        for word in words:
            if word in lowered:
                text = pattern.sub(shown, text)
                break
    return text


class MaskedText(io.TextIOWrapper):
    """A stream whose every piece is masked; nobody writes a secret in two."""

    def write(self, text: str, /) -> int:
        return super().write(mask(text))


def is_secret(name: str) -> bool:
    """Whether what is called so, a parameter or header, is one that nobody may read."""
    return SECRET_NAME.search(name) is not None


# Up to the last @, as a password may hold any character that its owner forgot to escape.
CREDENTIALS = re.compile(r"//(.*)@", re.DOTALL)
QUERY = re.compile(r"(://[^?#]*[?#])(.*)", re.DOTALL)


def without_credentials(text: str) -> str:
    """A setting's value as others may see it: of a URL only the scheme, the host and the path.

    More is left out than by ``mask``: the text is one URL, and nobody knows what its query means.
    """
    return QUERY.sub(rf"\1{MASK}", CREDENTIALS.sub(f"//{MASK}@", text))


def words_of(url: str) -> list[str]:
    """What stands between the signs of a URL, after its scheme."""
    return BETWEEN.split(url.partition("://")[2])


def hide_credentials(url: str) -> None:
    """As ``hide``, for those of a URL that is itself no secret; a plain user is none either."""
    user, query = CREDENTIALS.search(url), QUERY.search(url)
    if user:
        name, _, password = user[1].partition(":")
        HIDDEN.add(password, *filter(TOKEN.fullmatch, [name]))
    if query:
        HIDDEN.add(query[2], *(value for name, value in parse_qsl(query[2]) if is_secret(name)))


def _forms(secret: str) -> tuple[str, ...]:
    """A secret as it is, and as URLs, messages and JSON spell it."""
    return (
        secret,
        unquote(secret),
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        repr(secret)[1:-1],
        json.dumps(secret)[1:-1],
    )


def _passwords(dsn: str) -> list[str]:
    """The password of a DSN, in each of its forms."""
    found = PASSWORDS.findall(dsn)
    return [re.sub(r"\\(.)", r"\1", word) for words in found for word in words if word]


def _tokens(url: str) -> list[str]:
    return list(filter(TOKEN.fullmatch, words_of(url))) if ADDRESS.match(url) else []
