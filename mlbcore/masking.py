"""Text without the secrets in it: what every error and every line of the log passes through."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

MASK = "MASKED"
SHORTEST = 4  # characters: a shorter secret is no secret, and all text would be full of masks

PLAIN = r"(?:api_?-?|[_-]|private|access|secret)key|token|secret|passw(?:or)?d|pwd|passphrase"
# Words of everyday text too: secret only as the name of a parameter.
LOOSE = r"(?<![a-z0-9])(?:key|signature|auth|sid)"
HEADER = r"authorization|cookie"
VALUE = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^\s,;&)}\]'\"]+"

SECRET_NAME = re.compile(rf"(?i)(?:{PLAIN}|{LOOSE}|{HEADER})$")
# To the last @ before a space or quote: of a password with a bare @ the end would be left.
USERINFO = re.compile(r"(://[^\s/:@'\"]*):[^\s'\"]*@")
ASSIGNED = re.compile(rf"(?i)((?:(?:{PLAIN})['\"]?\s*[:=]|(?:{LOOSE})=)\s*b?)(?!//)({VALUE})")
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
    (USERINFO, rf"\1:{MASK}@", ("://",)),
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
        forms = {form for one in secrets for form in (one, quote(one, safe=""), unquote(one))}
        self.values |= {form for form in forms if len(form) >= SHORTEST}
        longest_first = sorted(self.values, key=lambda value: (-len(value), value))
        self.pattern = re.compile("|".join(map(re.escape, longest_first))) if self.values else None


HIDDEN = Hidden()


# Of a URL up to its last @, of its query, and of a DSN in words, where quotes may be escaped.
PASSWORDS = re.compile(
    r"""://[^\s/:@]*:(.*)@|\bpassword\s*=\s*(?:'((?:[^'\\]|\\.)*)'|([^\s&'"]+))"""
)


def hide(*secrets: str) -> None:
    """Let no text that is masked from now on show these; empty and very short ones are left.

    Of a DSN or URL the password is hidden, and so is the whole.
    """
    HIDDEN.add(*secrets, *(word for secret in secrets for word in _passwords(secret)))


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


def is_secret(name: str) -> bool:
    """Whether what is called so, a parameter or header, is one that nobody may read."""
    return SECRET_NAME.search(name) is not None


def _passwords(dsn: str) -> list[str]:
    """The password of a DSN, in each of its forms."""
    found = PASSWORDS.findall(dsn)
    return [re.sub(r"\\(.)", r"\1", word) for words in found for word in words if word]
