"""Models that the code looks up or collects: named where the source names them, never None, never none."""

from __future__ import annotations

import pytest

from compat.value import Unresolved
from tests.migrate.read.python.test_services import HEAD
from tests.migrate.read.python.tree import plain, service

FOUND = """
def find(tag):
    for one in {source}:
        if one.tags.get("stage") != tag:
            continue
        if one.version > 3:
            return one
    return None

m = find("prod")
Model.deploy(ws, "s", [m])
"""
LAST = """
m = None
for one in {source}:
    if m is None or one.version > m.version:
        m = one
Model.deploy(ws, "s", [m])
"""
COLLECTED = """
chosen = []
for one in {source}:
    if one.version < 2:
        continue
    chosen.append(one)
Model.deploy(ws, "s", chosen)
"""
FILTERED = "Model.deploy(ws, 's', [one for one in {source} if one.tags])"
FIRST = "Model.deploy(ws, 's', [{source}[0]])"
LISTED = "Model.deploy(ws, 's', {source})"
WAYS = [FOUND, LAST, COLLECTED, FILTERED, FIRST, LISTED]


@pytest.mark.parametrize("code", WAYS)
def test_a_model_that_is_looked_up_is_one_model_nobody_knows(code: str) -> None:
    found = service(HEAD + code.format(source="Model.list(ws)"))
    (model,) = found.models
    assert isinstance(model.name, Unresolved)
    assert "chosen while the code runs" in model.name.why
    assert (model.version, model.path, found.condition) == (None, None, "")


@pytest.mark.parametrize("code", WAYS)
def test_a_model_that_is_looked_up_by_name_has_that_name(code: str) -> None:
    found = service(HEAD + code.format(source="Model.list(ws, name='churn')"))
    assert [(plain(one.name), one.version) for one in found.models] == [("churn", None)]


@pytest.mark.parametrize(
    "code",
    [
        "chosen = []\nfor one in load():\n    if one:\n        chosen.append(Model(ws, one))\n"
        "Model.deploy(ws, 's', chosen)",
        "chosen = []\nfor one in load():\n    collect(one, chosen)\n    chosen += more(one)\n"
        "Model.deploy(ws, 's', chosen)",
        "Model.deploy(ws, 's', [None])",
        "Model.deploy(ws, 's', [Model(ws, 'a') if o.a else Model(ws, 'b')])",
        "Model.deploy(ws, 's', [Model(ws, 'a')] if o.a else [Model(ws, 'b')])",
    ],
)
def test_what_cannot_be_followed_is_one_unknown_model(code: str) -> None:
    (model,) = service(HEAD + code).models
    assert isinstance(model.name, Unresolved)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("Model.deploy(ws, 's', [])", []),
        ("Model.deploy(ws, 's', None)", []),
        ("Model.deploy(ws, 's', [Model(ws, 'a')] if o.a else [Model(ws, 'a')])", ["a"]),
    ],
)
def test_leaves_alone_what_is_known(code: str, expected: list[str]) -> None:
    found = service(HEAD + code)
    assert ([plain(one.name) for one in found.models], found.unread) == (expected, ())
