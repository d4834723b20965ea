"""The same settings, however they are written; and no damage to a source makes the reader fail."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.read.python.inventory import SECRETS
from migrate.read.python.symbols import parameters
from tests.migrate.read.python.tree import read, service, settings

HEAD = """
import json
from azureml.core import Workspace
from azureml.core.model import InferenceConfig, Model
from azureml.core.webservice import {kind}
ws = Workspace.from_config()
"""
TAIL = "\nModel.deploy(ws, 'svc', [Model(ws, 'm')], InferenceConfig('score.py'), config, overwrite=True)\n"

Settings = dict[str, object]


def names(kind: str) -> list[str]:
    return [name for name in parameters(kind, "deploy_configuration") or () if name not in SECRETS]


def plain_values() -> st.SearchStrategy[object]:
    text = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=12)
    numbers = st.integers(-(10**6), 10**6) | st.floats(allow_nan=False, allow_infinity=False, width=32)
    return (
        st.none()
        | st.booleans()
        | numbers
        | text
        | st.dictionaries(text.filter(lambda key: key not in SECRETS), text, max_size=3)
    )


def some_settings(kind: str) -> st.SearchStrategy[Settings]:
    return st.dictionaries(st.sampled_from(names(kind)), plain_values(), max_size=6)


def keywords(kind: str, wanted: Settings) -> str:
    return f"config = {kind}.deploy_configuration({', '.join(f'{k}={v!r}' for k, v in wanted.items())})"


def unpacked(kind: str, wanted: Settings) -> str:
    return f"options = {wanted!r}\nconfig = {kind}.deploy_configuration(**options)"


def filled(kind: str, wanted: Settings) -> str:
    lines = [f"options[{k!r}] = {v!r}" for k, v in wanted.items()]
    return "\n".join(["options = dict()", *lines, f"config = {kind}.deploy_configuration(**options)"])


def variables(kind: str, wanted: Settings) -> str:
    lines = [f"v_{k} = {v!r}" for k, v in wanted.items()]
    given_ = ", ".join(f"{k}=v_{k}" for k in wanted)
    return "\n".join([*lines, f"config = {kind}.deploy_configuration({given_})"])


def mutated(kind: str, wanted: Settings) -> str:
    return "\n".join(
        [f"config = {kind}.deploy_configuration()", *(f"config.{k} = {v!r}" for k, v in wanted.items())]
    )


def function(kind: str, wanted: Settings) -> str:
    body = f"def make(**options):\n    return {kind}.deploy_configuration(**options)\n"
    return f"{body}config = make({', '.join(f'{k}={v!r}' for k, v in wanted.items())})"


def branch(kind: str, wanted: Settings) -> str:
    lines = [f"    config.{k} = {v!r}" for k, v in wanted.items()]
    return "\n".join([f"config = {kind}.deploy_configuration()", "if True:", "    pass", *lines])


def attempt(kind: str, wanted: Settings) -> str:
    made = keywords(kind, wanted)
    return f"try:\n    {made}\nexcept Exception as error:\n    print(error)\n    raise"


def from_json(kind: str, _: Settings) -> str:
    return f"with open('options.json') as file:\n    config = {kind}.deploy_configuration(**json.load(file))"


KINDS = ["AksWebservice", "AciWebservice", "AksEndpoint", "LocalWebservice"]
WAYS = [keywords, unpacked, filled, variables, mutated, function, branch, attempt, from_json]


@pytest.mark.parametrize("way", WAYS, ids=lambda one: one.__name__)
@given(data=st.data())
def test_the_same_settings_however_they_are_written(
    way: Callable[[str, Settings], str], data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    wanted = data.draw(some_settings(kind))
    files = {"options.json": json.dumps(wanted)}
    found = service(HEAD.format(kind=kind) + way(kind, wanted) + TAIL, files)
    read_as = settings(found)
    assert read_as == wanted
    assert {k: type(v) for k, v in read_as.items()} == {k: type(v) for k, v in wanted.items()}
    assert found.unread == ()


@given(data=st.data())
def test_positional_arguments_are_the_first_keywords(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    values = data.draw(st.lists(plain_values(), max_size=6))
    first = (parameters(kind, "deploy_configuration") or ())[: len(values)]
    given_ = ", ".join(repr(value) for value in values[: len(first)])
    found = service(f"{HEAD.format(kind=kind)}config = {kind}.deploy_configuration({given_}){TAIL}")
    assert settings(found) == dict(zip(first, values, strict=False))


SOURCE = """
import argparse, json, os
from azureml.core import Environment, Model, Webservice, Workspace
from azureml.core.compute import AksCompute, ComputeTarget
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.model import InferenceConfig
from azureml.core.webservice import AciWebservice, AksWebservice

parser = argparse.ArgumentParser()
parser.add_argument("--name", default="svc")
args = parser.parse_args()


class Settings:
    replicas = int(os.environ.get("REPLICAS", 3))

    @property
    def name(self):
        return f"{args.name}-{os.environ['STAGE']}".lower()


def target(ws, name="cluster"):
    try:
        return AksCompute(ws, name)
    except Exception as error:
        config = AksCompute.provisioning_configuration(agent_count=2)
        return ComputeTarget.create(ws, name, config)


def main():
    ws = Workspace.from_config()
    env = Environment("env")
    env.python.conda_dependencies = CondaDependencies.create(pip_packages=["joblib"])
    for key, value in {"A": "1", "B": "2"}.items():
        env.environment_variables[key] = value
    scoring = InferenceConfig("score.py", source_directory="src", environment=env)
    if os.environ["STAGE"] == "prod":
        config = AksWebservice.deploy_configuration(num_replicas=Settings.replicas, primary_key="abc")
        config.auth_enabled = True
    else:
        config = AciWebservice.deploy_configuration(cpu_cores=1)
    models = [Model(ws, name) for name in ("a", "b")]
    service = Model.deploy(ws, Settings().name, models, scoring, config, target(ws), overwrite=True)
    service.wait_for_deployment(show_output=True)
    print(service.state, service.get_keys())


if __name__ == "__main__":
    main()
"""


def test_the_source_below_is_read_whole() -> None:
    assert [one.kind.name for one in read(SOURCE).services] == ["AKS", "ACI"]


@given(cut=st.integers(0, len(SOURCE)))
def test_a_truncated_source_is_read_or_refused(cut: int) -> None:
    found = read(SOURCE[:cut])
    assert {one.rule for one in found.findings} <= {"AML901", "AML902"}


@given(st.lists(st.tuples(st.integers(0, len(SOURCE) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_source_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SOURCE.encode())
    for at, byte in changes:
        data[at] = byte
    found = read(data.decode("utf-8", "replace"))
    assert {one.rule for one in found.findings} <= {"AML901", "AML902", "AML903"}


@given(st.data())
def test_lines_in_any_order_are_read_or_refused(data: st.DataObject) -> None:
    lines = SOURCE.splitlines()
    kept = data.draw(st.lists(st.sampled_from(lines), max_size=60))
    read("from azureml.core import Model\n" + "\n".join(kept))
