"""Keeping secrets out of files.

A ``Secret`` is never written by itself. This is the second wall: the text of every secret of a service is also
looked for in everything else that is written (a sentence, a source expression, an equal plain value). So is what
looks like a secret in any text: an address with a password, an access key, a token.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from compat.mapping.secrecy import HIDDEN, fragments
from compat.value import Known, Secret

T = TypeVar("T")

# Shorter ones ("key", "test") would black out half a file, and stand in it for other reasons.
_SHORTEST = 8


def secrets_in(*things: object) -> tuple[str, ...]:
    """Return the text of every secret inside, the longest first, also as it looks inside quotes of source text.

    Those under eight characters do not count.
    """
    long = {text for thing in things for text in _texts(thing) if len(text) >= _SHORTEST}
    found = {form for text in long for form in (text, repr(text)[1:-1], json.dumps(text)[1:-1])}
    return tuple(sorted(found, key=lambda text: (-len(text), text)))


def _texts(thing: object) -> Iterator[str]:
    if isinstance(thing, Secret):
        yield thing.reveal()
    elif isinstance(thing, str):
        yield from fragments(thing)
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            yield from _texts(key)
            yield from _texts(value)
    elif isinstance(thing, (list, tuple, set, frozenset)):
        for value in thing:
            yield from _texts(value)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from _texts(getattr(thing, field.name))


def hidden(text: str, secrets: tuple[str, ...]) -> str:
    """Return the text with every secret blacked out."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return text


def scrubbed(thing: T, secrets: tuple[str, ...]) -> T:
    """Return the same shape without any plain text that holds one of the secrets.

    A value becomes a ``Secret`` (so that a placeholder is written for it), any other text is blacked out.
    """
    return cast("T", _scrubbed(thing, secrets)) if secrets else thing


def _scrubbed(thing: object, secrets: tuple[str, ...]) -> object:
    if isinstance(thing, str):
        return hidden(thing, secrets)
    if isinstance(thing, Known):
        return replace(thing, value=_value(thing.value, secrets))
    if isinstance(thing, Mapping):
        return {hidden(str(key), secrets): _value(value, secrets) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return type(thing)(_scrubbed(value, secrets) for value in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        return replace(
            thing, **{field.name: _scrubbed(getattr(thing, field.name), secrets) for field in fields(thing)}
        )
    return thing


def _value(value: object, secrets: tuple[str, ...]) -> object:
    if isinstance(value, str):
        return value if hidden(value, secrets) == value else Secret(value)
    if isinstance(value, list):
        return [_value(item, secrets) for item in value]
    return _scrubbed(value, secrets)
