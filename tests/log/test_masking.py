"""A secret is found in no text that was masked; other text stays as it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mlbcore.masking import Hidden, hide, hide_credentials, is_secret, mask

SECRET = "gE5heim-9"


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://me:{}@127.0.0.1:1/mlb?sslmode=require",
        "cannot connect to postgresql://me:a/@{}@h/d now",
        "no such file: postgresql:/me:{}@h/d",
        "host=h password={} dbname=d",
        "host=h password='{} x' dbname=d",
        "amqps://u:{}@h; next",
        "Authorization: Bearer {}",
        "proxy-authorization: Basic {}",
        "(b'Authorization', b'Bearer {}')",
        "Headers({{'authorization': 'Basic {}'}})",
        "Cookie: session={}; other={}",
        "Set-Cookie: a={}; Path=/",
        "sent with Bearer {}",
        "https://h/odds?apiKey={}&date=2025-07-02",
        "https://h/odds?date=2025-07-02&key={}",
        '{{"api_key": "{}"}}',
        "MLBCORE_ACTION_API_KEY={}",
        "token={}, and so on",
        "email_password: {}",
        "DETAIL:  Key (name, date)=({}, 2025-07-02) already exists.",
        "DETAIL:  Failing row contains (1, {}, (x), null).",
    ],
)
def test_a_secret_is_masked_wherever_it_stands(text: str) -> None:
    shown = mask(text.format(SECRET, SECRET))
    assert SECRET not in shown
    assert "MASKED" in shown
    assert mask(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "mlb/schedule/2025-07-02 success: 19 records",
        "https://statsapi.mlb.com/api/v1/schedule?sportId=1&date=2025-07-02: 503",
        "http://127.0.0.1:8000/a?b=c",
        "settings: unknown key: database.nope",
        "the basic question of authorization, and of tokens",
        "Object missing required field `key` - at `$.dates`",
        "postgresql://me@h/d",
        "the cookie was refused",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert mask(text) == text


@given(before=st.text(), after=st.text(), secret=st.text(min_size=4))
def test_what_was_hidden_is_in_no_text(before: str, after: str, secret: str) -> None:
    assume("MASKED" not in secret)
    assume(secret not in "MASKED")
    hidden = Hidden()
    hidden.add(secret)
    assert hidden.pattern is not None
    for form in (secret, quote(secret, safe="", errors="replace")):
        assert form not in hidden.pattern.sub("\0", f"{before}{form}{after}") or form in (
            f"{before}\0{after}"
        )


@pytest.mark.parametrize(
    ("dsn", "password"),
    [
        ("postgresql://h/db?user=u&password=hunter2xyz&sslmode=require", "hunter2xyz"),
        (r"host=h password='it\'s hunter3xyz' dbname=d", "it's hunter3xyz"),
        ("host=h sslpassword=hunter4xyz", "hunter4xyz"),
    ],
)
def test_a_password_is_hidden_alone_in_whatever_form_a_dsn_has_it(dsn: str, password: str) -> None:
    hide(dsn)
    assert password not in mask(f"somebody typed {password} here")


def test_the_password_of_a_hidden_dsn_is_hidden_wherever_it_stands() -> None:
    hide("postgresql://me:Un%40usual%2Fone@h/d", "host=h password='an other' dbname=d", "", "ab")
    assert mask("x Un@usual/one y an other z ab") == "x MASKED y MASKED z ab"


@pytest.mark.parametrize(
    "url",
    [
        "slack://{}/A1BRTD4JD/x",
        "discord://4174216298/{}",
        "tgram://123456789:{}/987654321",
        "https://hooks.example/services/{}",
        "json://h/x?auth={}",
        "ntfys://{}",
    ],
)
@pytest.mark.parametrize(
    "token", ["TIiajkdnlazkcOXrIdevi7FQ", "a-topic-nobody-guesses", "SG.Aa-b.c"]
)
def test_a_token_of_a_hidden_address_is_hidden_alone(url: str, token: str) -> None:
    hide(url.format(token))
    assert token not in mask(f"POST /bot{token}/sendMessage was refused")


def test_hiding_an_address_hides_no_host_and_no_word() -> None:
    hide("json://me:hunter9@127.0.0.1:8000/notifications", "mailto://me:hunter9@smtp.h.com")
    hide_credentials("http://replayer@h/p")
    text = "the replayer's notifications go to 127.0.0.1:8000 by smtp.h.com"
    assert mask(text) == text


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("http://me:hunter5xyz@h/p", "hunter5xyz"),
        ("http://hunter6xyz@h/p", "hunter6xyz"),
        ("http://me:hunter7/xyz@h/p", "hunter7/xyz"),
        ("http://h/p?a=1&api_key=hunter8xyz", "hunter8xyz"),
    ],
)
def test_what_a_base_url_has_of_a_secret_is_hidden_alone(url: str, secret: str) -> None:
    hide_credentials(url)
    assert secret not in mask(f"somebody typed {secret} here")
    assert mask("me at http://h/p") == "me at http://h/p"


@pytest.mark.parametrize("spelled", [repr, json.dumps, quote, quote_plus])
def test_what_was_hidden_is_in_no_text_that_spells_it_otherwise(
    spelled: Callable[[str], str],
) -> None:
    secret = 'Un"usual\\ é/1'
    hide(secret)
    assert "usual" not in mask(f"[{spelled(secret)}]")


@given(st.text())
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(
    st.dictionaries(
        st.sampled_from(["password", "api_key", "token"]), st.text("aB1-_.", min_size=1)
    )
)
def test_json_stays_readable_when_its_secrets_are_strings(document: dict[str, str]) -> None:
    shown = mask(json.dumps(document))
    assert shown.count("MASKED") == len(document)


@pytest.mark.parametrize("name", ["key", "apiKey", "x-auth-token", "Authorization", "sid"])
def test_a_parameter_is_secret_by_its_name(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize("name", ["date", "monkey", "keyword", "bookIds", "side"])
def test_other_parameters_are_not(name: str) -> None:
    assert not is_secret(name)
