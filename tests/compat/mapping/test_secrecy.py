import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compat.mapping.secrecy import HIDDEN, TEXTS, named_like_a_secret, reason, redacted, secret_in, withheld
from compat.value import Dependency, DependsOn, Expression, Known, Secret, Unresolved


@pytest.mark.parametrize(
    "text",
    [
        "https://user:pw@feed.example.test/simple",
        "git+https://abc123@code.example.test/x.git",
        "https://store.example.test/x?sv=1&sig=abc%3D",
        "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=abc==",
        "Server=db;Password=hunter2;",
        "-----BEGIN RSA PRIVATE KEY-----\nabc",
        "https://conda.example.test/t/ab-1234567890/team",
    ],
)
def test_texts_with_a_secret_in_them(text: str) -> None:
    assert secret_in(text)


@pytest.mark.parametrize("pattern", [pattern for pattern, _, _ in TEXTS])
@given(data=st.data())
def test_everything_a_pattern_finds_holds_one_of_its_words(
    pattern: re.Pattern[str], data: st.DataObject
) -> None:
    text = data.draw(st.from_regex(pattern, alphabet=st.characters(max_codepoint=127)))
    assert secret_in(text)
    assert HIDDEN in redacted(text)


@pytest.mark.parametrize("piece", ["a", "a.", "eyJ-", "://", "basic ", "key=", "x:@", "sk-", "/t/"])
def test_long_text_without_an_end_is_searched_in_no_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    assert redacted(text + " AccountKey=abc").endswith(f" {HIDDEN}")


@pytest.mark.parametrize(
    "text",
    [
        "https://feed.example.test/simple",
        "git+ssh://git@code.example.test/x.git",
        "wasbs://container@account.blob.example.test/x",
        "numpy==1.0",
        "someone@example.test",
        "python>=3.6",
        "",
    ],
)
def test_harmless_texts(text: str) -> None:
    assert not secret_in(text)


@pytest.mark.parametrize(
    "name",
    [
        "DB_PASSWORD",
        "apiKey",
        "AZURE_CLIENT_SECRET",
        "STORAGE_CONNECTION_STRING",
        "connectionString",
        "KEY",
        "sasToken",
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert named_like_a_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "KEYVAULT_NAME",
        "TOKENIZER_PATH",
        "MAX_TOKENS",
        "TOKEN_URL",
        "PASSWORD_FILE",
        "SECRET_NAME",
        "CLIENT_ID",
        "",
    ],
)
def test_names_of_other_things(name: str) -> None:
    assert not named_like_a_secret(name)


def test_a_number_is_no_secret() -> None:
    assert not reason("MAX_TOKEN", 512)
    assert not reason("MAX_TOKEN", "512")
    assert reason("MAX_TOKEN", "abc")
    assert not reason("API_KEY", "")


def test_a_literal_secret_is_replaced_and_leaves_no_trace() -> None:
    hidden = withheld("API_KEY", Known("abc123"))
    assert isinstance(hidden, Unresolved)
    assert "abc123" not in repr(hidden)
    assert withheld("ANYTHING", Known(Secret("abc123"))) is not None


def test_the_default_of_an_expression_is_a_literal_too() -> None:
    variable = Dependency(DependsOn.ENVIRONMENT, "API_KEY")
    value = Expression('os.environ.get("API_KEY", "abc123")', depends=(variable,), default=Known("abc123"))
    hidden = withheld("API_KEY", value)
    assert hidden is not None
    assert "abc123" not in repr(hidden)
    assert "API_KEY" in hidden.why


def test_an_expression_without_a_literal_may_be_carried() -> None:
    assert withheld("API_KEY", Expression('os.environ["API_KEY"]')) is None
    assert withheld("THRESHOLD", Expression('config["threshold"]')) is None
    assert withheld("THRESHOLD", Known("0.7")) is None
    assert withheld("API_KEY", Unresolved("why")) == Unresolved("why")


def test_source_text_with_a_secret_is_not_carried() -> None:
    hidden = withheld("FEED", Expression('"https://me:abc123@feed.example.test/" + name'))
    assert hidden is not None
    assert "abc123" not in repr(hidden)
