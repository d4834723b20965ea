"""No secret reaches a file, wherever it stands in a translation."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compat.emit.secrecy import secrets_in
from compat.emit.service_files import service_files
from compat.mapping.setting import Change, Decision
from compat.mapping.translation import Translation
from compat.value import Dependency, DependsOn, Expression, Known, Place, Secret, Unresolved
from migrate.convert import convert
from tests.compat.emit import translations as made

MAKERS = [made.on_kubernetes, made.on_managed, made.with_versions, made.undecided, made.packed]
secrets = st.text("abcXYZ0189*_`|<>$' \"\\:#é-", min_size=8, max_size=20).filter(
    lambda text: text.strip() == text
)


def poison(thing: Any, draw: st.DrawFn, secret: str) -> Any:
    """Return the same shape with the secret in as many places as the draw says, in every disguise."""
    if isinstance(thing, (Known, Expression, Unresolved)):
        return draw(st.sampled_from([thing, *disguises(secret, thing)]))
    if isinstance(thing, dict):
        return {key: poison(value, draw, secret) for key, value in thing.items()}
    if isinstance(thing, tuple):
        return tuple(poison(value, draw, secret) for value in thing)
    if isinstance(thing, Change):
        decision = Decision(f"Is {secret} right?", f"{secret}=")
        return replace(thing, sentence=f"It was {secret}.", decision=decision)
    if is_dataclass(thing) and not isinstance(thing, (type, Place)):
        return replace(
            thing, **{each.name: poison(getattr(thing, each.name), draw, secret) for each in fields(thing)}
        )
    return thing


def disguises(secret: str, value: Any) -> list[Any]:
    return [
        Known(Secret(secret)),
        Known(f"password={secret};"),
        Known({"nested": [secret]}),
        Expression(f"get({secret!r}, '{secret}')", default=Known(Secret(secret))),
        Expression("x", depends=(Dependency(DependsOn.ENVIRONMENT, secret),)),
        Unresolved(f"reads {secret}", source=secret, settle=secret),
        value,
    ]


@st.composite
def poisoned(draw: st.DrawFn) -> tuple[Translation, str]:
    secret = draw(secrets)
    translation = poison(draw(st.sampled_from(MAKERS))(), draw, secret)
    # One place marks the text as a secret; every other one may hold it unmarked.
    keys = replace(made.KEYS, given=(replace(made.given(), value=Known(Secret(secret))),))
    return replace(translation, changes=(*translation.changes, keys)), secret


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(poisoned())
def test_no_secret_is_in_any_file(case: tuple[Translation, str]) -> None:
    translation, secret = case
    assert secret in secrets_in(translation)
    for file, text in service_files(translation, "..").items():
        assert secret not in file
        assert secret not in text
        assert secret.replace("*", r"\*").replace("`", r"\`").replace("|", r"\|") not in text


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(poisoned())
def test_no_secret_is_in_a_folder(
    tmp_path_factory: pytest.TempPathFactory, case: tuple[Translation, str]
) -> None:
    translation, secret = case
    folder = tmp_path_factory.mktemp("out")
    convert([translation], folder, root=folder)
    found = [path for path in folder.rglob("*") if path.is_file()]
    assert found
    assert all(secret not in path.name and secret.encode() not in path.read_bytes() for path in found)


def test_a_short_word_is_not_blacked_out() -> None:
    short = replace(made.KEYS, given=(replace(made.given(), value=Known(Secret("key"))),))
    translation = replace(made.on_kubernetes(), changes=(short,))
    assert "auth_mode: key" in service_files(translation)["endpoint.yml"]


def test_without_a_secret_nothing_is_hidden(tmp_path: Path) -> None:
    texts = "".join(service_files(made.on_managed()).values())
    assert "<secret>" not in texts
    assert "<DECIDE" not in texts
    assert not list(tmp_path.iterdir())
