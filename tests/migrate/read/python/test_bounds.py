"""The work grows with the length of a source, not with the number of ways through it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

import pytest

from tests.migrate.read.python.tree import read, services

HEAD = """
import argparse, os
from azureml.core import Environment, Webservice, Workspace
from azureml.core.model import InferenceConfig, Model
from azureml.core.webservice import AksWebservice
ws = Workspace.from_config()
o = argparse.ArgumentParser().parse_args()
aks = AksWebservice.deploy_configuration
"""
DEPLOY = "Model.deploy(ws, {name}, {models}, InferenceConfig('s.py', environment=e), c)\n"


def repeated(start: str, line: str, n: int, *, name: str = "'s'", models: str = "[]") -> str:
    before = "c = aks()\ne = Environment('e')\n"
    lines = "".join(line.format(k=k) for k in range(n))
    return HEAD + before + start + lines + DEPLOY.format(name=name, models=models)


def in_a_class(n: int) -> str:
    arguments = ", ".join(f"a{k}=None" for k in range(n))
    lines = "".join(f"        if a{k}:\n            ops.append({{'v': {k}}})\n" for k in range(n))
    body = f"    def update(self, {arguments}):\n        ops = []\n{lines}        self.send(ops)\n"
    return f"{HEAD}class Mine(Webservice):\n{body}"


SHAPES: dict[str, Callable[[int], str]] = {
    "list": lambda n: repeated("ops = []\n", "if o.f{k}:\n    ops.append('v{k}')\n", n, models="ops"),
    "extended list": lambda n: repeated(
        "ops = []\n", "if o.f{k}:\n    ops.extend(['v{k}'])\n", n, models="ops"
    ),
    "dict": lambda n: repeated("k = {}\n", "if o.f{k}:\n    k['a{k}'] = 1\n", n).replace(
        "c)\n", "aks(**k))\n"
    ),
    "attributes": lambda n: repeated("", "if o.f{k}:\n    c.a{k} = 1\n", n),
    "text": lambda n: repeated("t = ''\n", "if o.f{k}:\n    t = f'{{t}}v{k}'\n", n, name="t"),
    "or": lambda n: repeated("t = None\n", "if o.f{k}:\n    t = t or o.g{k}\n", n, name="t"),
    "sum": lambda n: repeated("t = 1\n", "t = t + (1 if o.f{k} else 2)\n", n, name="str(t)"),
    "objects": lambda n: repeated("", "c = c if o.f{k} else aks()\n", n),
    "nested lists": lambda n: repeated("t = []\n", "t = [t] if o.f{k} else [t, t]\n", n, models="t"),
    "packages": lambda n: repeated(
        "", "if o.f{k}:\n    e.python.conda_dependencies.add_pip_package('p{k}')\n", n
    ),
    "class": in_a_class,
}


def calls(source: str, path: str = "deploy.py") -> int:
    """Read a source and count the calls of functions that takes."""
    made = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal made
        made += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read(source, path=path)
    finally:
        sys.setprofile(before)
    return made


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
def test_many_conditions_cost_as_much_as_they_are_long(shape: Callable[[int], str]) -> None:
    calls(shape(1))  # fills what is looked up once a process
    assert calls(shape(40)) < 6 * calls(shape(20))


def test_what_has_too_many_ways_is_said_to_be_unknown() -> None:
    for found in services(SHAPES["list"](40)):
        assert [one.spelling for one in found.unread] == ["models"]


def test_a_source_that_takes_too_long_still_shows_its_deploy_call() -> None:
    lines = "".join(f"def f{k + 1}():\n    return f{k}() if o.f{k} else f{k}()\n" for k in range(13))
    found = read(f"{HEAD}def f0():\n    return [o.a, o.b, o.c, o.d]\n{lines}Model.deploy(ws, 's', f13())\n")
    assert [one.rule for one in found.findings] == ["AML904"]
    assert len(found.services) == 1


def test_the_module_of_azureml_core_that_deploys_to_aks_is_read() -> None:
    spec = find_spec("azureml.core")
    assert spec is not None
    assert spec.origin is not None
    path = Path(spec.origin).parent / "webservice" / "aks.py"
    assert calls(path.read_text(encoding="utf-8"), "aks.py") < 3_000_000
