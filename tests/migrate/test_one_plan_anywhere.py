"""One meaning, one plan, wherever the settings stand: another module, a notebook, a command line, a pipeline."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from compat.mapping import settings as rows
from compat.mapping.setting import ACI, AKS
from compat.v1 import Service, ServiceKind
from compat.v2 import Target
from migrate.read.command_line.script_files import read_script
from migrate.read.command_line.yaml_files import read_yaml
from migrate.read.notebook.reader import read_notebook
from migrate.read.python import read_python
from migrate.read.python.lending import settled
from migrate.read.reading import Reading, SourceFile
from migrate.scripts import completed
from tests.migrate.read.python.tree import Tree
from tests.migrate.test_one_plan import CLASS, INFERENCE, SCORE, chosen, from_keywords, row_of, same

Keywords = Mapping[str, object]
KINDS = [AKS, ACI]


def program(kind: ServiceKind, before: str, configuration: str) -> str:
    """A script that deploys with a configuration that is made in some way."""
    return "\n".join(
        [
            "from azureml.core import Environment, Model, Workspace",
            "from azureml.core.model import InferenceConfig",
            f"from azureml.core.webservice import {CLASS[kind]}",
            before,
            "ws = Workspace.from_config()",
            "env = Environment('env')",
            "env.docker.base_image = 'registry.example/scoring:1'",
            "env.python.user_managed_dependencies = True",
            f"made = {configuration}",
            "scoring = InferenceConfig('score.py', environment=env)",
            "Model.deploy(ws, 'churn', [Model(ws, 'm', version=1)], scoring, made)",
        ]
    )


def call(kind: ServiceKind, values: Mapping[str, str]) -> str:
    return f"{CLASS[kind]}.deploy_configuration({', '.join(f'{key}={text}' for key, text in values.items())})"


def names_in_a_module(kind: ServiceKind, keywords: Keywords) -> dict[str, str]:
    module = "\n".join(f"THE_{key} = {value!r}" for key, value in keywords.items())
    made = call(kind, {key: f"config.THE_{key}" for key in keywords})
    return {"deploy.py": program(kind, "import config", made), "config.py": module}


def a_class_of_a_package(kind: ServiceKind, keywords: Keywords) -> dict[str, str]:
    lines = "\n".join(f"        self.{key} = {value!r}" for key, value in keywords.items())
    module = f"class Settings:\n    def __init__(self):\n        pass\n{lines}\n"
    made = call(kind, {key: f"chosen.{key}" for key in keywords})
    before = "from ours.settings import Settings\nchosen = Settings()"
    return {"deploy.py": program(kind, before, made), "ours/__init__.py": "", "ours/settings.py": module}


def a_file_that_a_module_loads(kind: ServiceKind, keywords: Keywords) -> dict[str, str]:
    module = "import json\nwith open('options.json') as stream:\n    OPTIONS = json.load(stream)\n"
    made = f"{CLASS[kind]}.deploy_configuration(**OPTIONS)"
    files = {"config.py": module, "options.json": json.dumps(dict(keywords))}
    return {"deploy.py": program(kind, "from config import *", made), **files}


def a_function_of_a_module(kind: ServiceKind, keywords: Keywords) -> dict[str, str]:
    module = "\n".join(
        [
            f"from azureml.core.webservice import {CLASS[kind]}",
            "def configuration(**options):",
            f"    return {CLASS[kind]}.deploy_configuration(**options)",
        ]
    )
    made = f"configuration({', '.join(f'{key}={value!r}' for key, value in keywords.items())})"
    return {"deploy.py": program(kind, "from parts import configuration", made), "parts.py": module}


def a_helper_that_deploys(kind: ServiceKind, keywords: Keywords) -> dict[str, str]:
    body = program(kind, "", f"{CLASS[kind]}.deploy_configuration(**options)").split("\n")
    inside = "\n".join(f"    {line}" for line in body[4:])
    helper = "\n".join([*body[:3], "def deploy(**options):", inside])
    caller = f"from azureml.core import Workspace\nfrom helper import deploy\ndeploy(**{dict(keywords)!r})"
    return {"deploy.py": caller, "helper.py": helper}


def arguments_of_a_step(kind: ServiceKind, keywords: Keywords) -> dict[str, str]:
    simple = {key: value for key, value in keywords.items() if isinstance(value, int | float | str)}
    declared = [
        f"parser.add_argument('--{key.replace('_', '-')}', type={_kind(value)})"
        for key, value in simple.items()
    ]
    before = "\n".join(
        [
            "import argparse",
            "parser = argparse.ArgumentParser()",
            *declared,
            "args = parser.parse_args()",
        ]
    )
    rest = {key: repr(value) for key, value in keywords.items() if key not in simple}
    made = call(kind, {key: f"args.{key}" for key in simple} | rest)
    words = " ".join(f"--{key.replace('_', '-')} {_word(value)}" for key, value in simple.items())
    pipeline = f"trigger: none\nsteps:\n- script: python deploy.py {words}\n"
    return {"deploy.py": program(kind, before, made), "azure-pipelines.yml": pipeline}


def _kind(value: object) -> str:
    return "lambda text: text == 'True'" if isinstance(value, bool) else type(value).__name__


def _word(value: object) -> str:
    return str(value)


MODULES: list[Callable[[ServiceKind, Keywords], dict[str, str]]] = [
    names_in_a_module,
    a_class_of_a_package,
    a_file_that_a_module_loads,
    a_function_of_a_module,
    a_helper_that_deploys,
]


def of_python(files: Mapping[str, str]) -> Service:
    tree = Tree({**files, "score.py": SCORE})
    readings = [
        read_python(SourceFile(path, text), tree) for path, text in files.items() if path.endswith(".py")
    ]
    return only(settled(readings), tree)


def of_notebook(kind: ServiceKind, keywords: Keywords) -> Service:
    source = program(kind, "", call(kind, {key: repr(value) for key, value in keywords.items()}))
    cells = [{"cell_type": "code", "source": f"{line}\n", "outputs": []} for line in source.split("\n")]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 2})
    tree = Tree({"deploy.ipynb": text, "score.py": SCORE})
    return only([read_notebook(SourceFile("deploy.ipynb", text), tree)], tree)


def deployment_file(kind: ServiceKind, keywords: Keywords) -> dict[str, str]:
    document: dict[str, object] = {"computeType": kind.value.lower()}
    for key, value in keywords.items():
        at = document
        *above, last = row_of(kind, key).spelling.file.split(".")
        for name in above:
            at = at.setdefault(name, {})  # type: ignore[assignment]
        at[last] = value
    return {
        "dc.json": json.dumps(document),
        "ic.json": json.dumps(INFERENCE),
        "score.py": SCORE,
    }


def with_flags(kind: ServiceKind, keywords: Keywords) -> str:
    words = [f"--compute-type {kind.value}"]
    for key, value in keywords.items():
        flag = row_of(kind, key).spelling.flags[-1]
        pairs = (
            [f"{name}={text}" for name, text in value.items()] if isinstance(value, dict) else [str(value)]
        )
        words += [f"{flag} {text}" for text in pairs]
    return f"az ml model deploy -n churn -m m:1 --ic ic.json {' '.join(words)}"


def of_script(files: Mapping[str, str], line: str) -> Service:
    tree = Tree(files)
    return only([read_script(SourceFile("run.sh", f"#!/bin/sh\n{line}\n"), tree)], tree)


def of_pipeline(files: Mapping[str, str], line: str) -> Service:
    step = line.replace("-n churn", "-n $(service)")
    text = f"trigger: none\nvariables: {{service: churn}}\nsteps:\n- script: {step}\n"
    tree = Tree({**files, "azure-pipelines.yml": text})
    return only([read_yaml(SourceFile("azure-pipelines.yml", text), tree)], tree)


def only(readings: object, tree: Tree) -> Service:
    found: list[Reading] = [one for one in readings if one is not None]  # type: ignore[attr-defined]
    [service] = [completed(service, tree) for reading in found for service in reading.services]
    return service


def checked(
    kind: ServiceKind, make: Callable[[Keywords], Service], takes: some.SearchStrategy[dict[str, object]]
) -> None:
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(takes)
    def check(keywords: dict[str, object]) -> None:
        service = make(keywords)
        same(from_keywords(kind, keywords, service), service, Target.KUBERNETES)

    check()


@pytest.mark.parametrize("files", MODULES, ids=lambda one: one.__name__)
@pytest.mark.parametrize("kind", KINDS)
def test_what_another_module_says_means_the_same(
    kind: ServiceKind, files: Callable[[ServiceKind, Keywords], dict[str, str]]
) -> None:
    checked(kind, lambda keywords: of_python(files(kind, keywords)), chosen(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_step_passes_means_the_same(kind: ServiceKind) -> None:
    plain = chosen(kind).map(
        lambda found: {k: v for k, v in found.items() if not isinstance(v, bool | float)}
    )
    checked(kind, lambda keywords: of_python(arguments_of_a_step(kind, keywords)), plain)


@pytest.mark.parametrize("kind", KINDS)
def test_cells_of_a_notebook_mean_the_same(kind: ServiceKind) -> None:
    checked(kind, lambda keywords: of_notebook(kind, keywords), chosen(kind))


@pytest.mark.parametrize("of", [of_script, of_pipeline])
@pytest.mark.parametrize("kind", KINDS)
def test_files_that_a_command_names_mean_the_same(
    kind: ServiceKind, of: Callable[[Mapping[str, str], str], Service]
) -> None:
    readable = {row.key for row in rows.in_file(kind).values()}
    line = "az ml model deploy -n churn -m m:1 --ic ic.json --dc dc.json"
    checked(kind, lambda keywords: of(deployment_file(kind, keywords), line), chosen(kind, readable))


@pytest.mark.parametrize("of", [of_script, of_pipeline])
@pytest.mark.parametrize("kind", KINDS)
def test_flags_of_a_command_mean_the_same(
    kind: ServiceKind, of: Callable[[Mapping[str, str], str], Service]
) -> None:
    flagged = {row.key for row in rows.for_kind(kind) if row.spelling.flags}
    some_flags = chosen(kind, flagged).map(lambda found: {k: v for k, v in found.items() if v != {}})
    checked(kind, lambda keywords: of(deployment_file(kind, {}), with_flags(kind, keywords)), some_flags)
