"""What must never be written or printed: names and texts that look like secrets, and what stands for them.

The judgement is cautious on purpose: a harmless value taken for a secret costs one question, a secret written
to a file costs a key rotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from compat.value import DependsOn, Expression, Known, Secret, Unresolved, Value

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_ENDINGS = (
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "key",
    "credential",
    "credentials",
    "sas",
    "connstr",
)
_ANYWHERE = {"password", "passwd", "pwd", "secret"}
_NOT_A_SECRET = {"name", "id", "path", "file", "type", "length", "size", "limit", "version", "column", "ttl"}
_NOT_A_SECRET |= {"enabled", "expiry", "header", "prefix"}

TEXTS = (
    # pattern, what it finds, and words in lower case one of which stands in everything it finds
    (
        re.compile(r"[A-Za-z][\w+.-]{0,30}://[^/\s@:]*:[^/\s@]+@"),
        "an address with a password in it",
        ("://",),
    ),
    (
        re.compile(r"(?<![a-z+])(?!wasb|abfs)[a-z][a-z+]*://(?!git@)[^/\s@:]+@"),
        "an address with a user or token in it",
        ("://",),
    ),
    (re.compile(r"[?&]sig=[^&\s]+", re.IGNORECASE), "an address with a shared access signature", ("sig=",)),
    (
        re.compile(r"(AccountKey|SharedAccessKey|SharedAccessSignature)\s*=\s*[^;\s]+", re.IGNORECASE),
        "a storage key",
        ("accountkey", "sharedaccess"),
    ),
    (re.compile(r"\b(password|pwd)\s*=\s*[^;\s]+", re.IGNORECASE), "a password", ("password", "pwd")),
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"), "a private key", ("private key-----",)),
    (re.compile(r"\beyJ[\w-]{10,2000}\.[\w-]{10,}\."), "a signed token", ("eyj",)),
    (re.compile(r"://[^/\s]+/t/[\w-]{8,}"), "an address with a channel token", ("/t/",)),
    (
        re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]{8,}", re.IGNORECASE),
        "an authorization header",
        ("bearer", "basic"),
    ),
    (
        re.compile(r"\b(sk-|xox[abprs]-|gh[pousr]_|github_pat_|glpat-|AKIA)[\w-]{8,}"),
        "a token of a service",
        ("sk-", "xox", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "akia"),
    ),
)
HIDDEN = "<secret>"


def named_like_a_secret(name: str) -> bool:
    """Tell whether a name (``DB_PASSWORD``, ``apiKey``) means a secret itself, not its name or place."""
    words = [word.lower() for word in _WORD.findall(name)]
    if not words or words[-1] in _NOT_A_SECRET:
        return False
    if words[-2:] == ["connection", "string"] or words[-1].endswith(_ENDINGS):
        return True
    return bool(_ANYWHERE & set(words)) and words[-1] not in {"url", "uri"}


def secret_in(text: str) -> str:
    """Return what kind of secret stands in a text, in words; empty if none is seen."""
    return next((what for pattern, what in _possible(text) if pattern.search(text)), "")


def fragments(text: str) -> Iterator[str]:
    """Yield the parts of a text that are secrets, as they stand in it."""
    for pattern, _ in _possible(text):
        yield from (match.group() for match in pattern.finditer(text))


@lru_cache(maxsize=4096)
def redacted(text: str) -> str:
    """Return a text for people with every secret in it blacked out."""
    for pattern, _ in _possible(text):
        text = pattern.sub(HIDDEN, text)
    return text


def _possible(text: str) -> Iterator[tuple[re.Pattern[str], str]]:
    """Yield the patterns that a text can match: looking for a word is far cheaper than matching."""
    lowered = text.lower()
    yield from ((pattern, what) for pattern, what, words in TEXTS if any(word in lowered for word in words))


def reason(name: str, value: object) -> str:
    """Return why a plain value under a name must not be written; empty if it may."""
    if isinstance(value, Secret):
        return "it is a secret"
    if not isinstance(value, str) or not value:
        return ""
    if secret_in(value):
        return f"it holds {secret_in(value)}"
    is_number = value.replace(".", "", 1).isdigit() and len(value) < 10
    return f"{name} sounds like a secret" if named_like_a_secret(name) and not is_number else ""


def withheld(name: str, value: Value) -> Unresolved | None:
    """Return what stands for a value that must not be written, or None where the value may be written.

    The source text goes too: it may hold the literal, as in ``os.environ.get("API_KEY", "abc")``.
    """
    if isinstance(value, Unresolved):
        return value if not value.source or not _tells(name, value.source) else _instead(value, "")
    if isinstance(value, Known):
        why = reason(name, value.value)
        return _instead(value, why) if why else None
    if value.default is not None and reason(name, value.default.value):
        return _instead(value, reason(name, value.default.value))
    return _instead(value, "its source holds a secret") if _tells(name, value.source) else None


def _tells(name: str, source: str) -> bool:
    literal = bool(re.search(r"""["'][^"']{6,}["']""", source)) and named_like_a_secret(name)
    return bool(secret_in(source)) or (literal and "environ" not in source and "getenv" not in source)


def _instead(value: Value, why: str) -> Unresolved:
    names = [
        item.name
        for item in (value.depends if isinstance(value, Expression) else ())
        if item.kind is DependsOn.ENVIRONMENT
    ]
    source = f" The v1 code took it from the environment variable {names[0]}." if names else ""
    return Unresolved(
        why=f"{why or 'it is a secret'}, so it is not written.{source}",
        place=value.place,
        settle="give it when the deployment is created, from a store of secrets, never in a file",
    )
