"""``%run``: other notebooks and scripts as part of the program."""

from __future__ import annotations

import re

import pytest

from compat.value import Unresolved, known
from tests.migrate.read.notebook.notebooks import (
    CONFIGURATION,
    DEPLOY,
    IMPORTS,
    PATH,
    notebook,
    read,
    read_databricks,
    rules,
    sites,
)

NAMED = "Model.deploy(ws, name, [], scoring, config)"


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("%run ./other.ipynb", "work/other.ipynb"),
        ("%run other.py", "work/other.py"),
        ("%run other", "work/other.ipynb"),
        ("%run other", "work/other.py"),
        ("%run -i 'lib/other.py' --flag 1", "work/lib/other.py"),
        ("%run ../other.ipynb", "other.ipynb"),
        ("%run $folder/other.py", "work/lib/other.py"),
        ("%run {folder}/other", "work/lib/other.py"),
    ],
)
def test_names_of_what_is_run_are_known_after_it(line: str, path: str) -> None:
    text = "name = 'claims'"
    files = {path: notebook(text) if path.endswith(".ipynb") else text}
    (service,) = read("folder = 'lib'", IMPORTS, CONFIGURATION, line, NAMED, files=files).services
    assert known(service.name) == "claims"


def test_what_is_run_stands_where_its_line_does() -> None:
    cells = [IMPORTS, CONFIGURATION, f"name = 'before'\n{NAMED}\n%run other.py\n{NAMED}"]
    reading = read(*cells, files={"work/other.py": "name = 'after'"})
    assert [known(one.name) for one in reading.services] == ["before", "after"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("%run /Shared/other", "no such file"),
        ("%run ./missing.ipynb", "no such file"),
        ("%run {folder()}/other.py", "only known when the code runs"),
        ("%run", "no such file"),
        ("if a:\n    %run other.py", "in a branch"),
        ("%run ./broken.ipynb", "cannot be read"),
    ],
)
def test_what_cannot_be_followed_is_said(line: str, why: str) -> None:
    files = {"work/other.py": "name = 'claims'", "work/broken.ipynb": "{"}
    reading = read(IMPORTS, CONFIGURATION, line, NAMED, files=files)
    assert rules(reading) == ["AML909"]
    assert why in reading.findings[0].message
    assert isinstance(reading.services[0].name, Unresolved)


def test_what_is_run_is_told_by_its_own_reading_only() -> None:
    other = notebook(IMPORTS, CONFIGURATION, "Model.deploy(ws, 'other', [], scoring, config)")
    reading = read("%run other.ipynb", DEPLOY, files={"work/other.ipynb": other})
    assert [known(one.name) for one in reading.services] == ["churn"]
    assert {usage.place.path for usage in reading.usages} == {PATH}


def test_a_function_that_is_run_in_from_elsewhere_deploys_with_what_it_is_given() -> None:
    helper = f"{IMPORTS}\ndef deploy(name):\n    {CONFIGURATION}\n    {NAMED}\n"
    reading = read("%run helper.py", "deploy('churn')", files={"work/helper.py": helper})
    assert [known(one.name) for one in reading.services] == ["churn"]
    assert reading.services[0].place is not None
    assert (reading.services[0].place.path, reading.services[0].place.cell) == ("work/helper.py", None)


def test_notebooks_that_run_each_other_end() -> None:
    files = {
        "work/deploy.ipynb": notebook("%run a"),
        "work/a.ipynb": notebook("%run b\n%run a", "x = 'a'"),
        "work/b.ipynb": notebook("%run a", "%run deploy", "name = 'claims'"),
    }
    (service,) = read(IMPORTS, CONFIGURATION, "%run a", NAMED, files=files).services
    assert known(service.name) == "claims"


def test_files_that_run_others_twice_are_bounded() -> None:
    files = {f"work/{n}.ipynb": notebook(f"%run {n + 1}\n%run {n + 1}") for n in range(30)}
    reading = read(IMPORTS, CONFIGURATION, "%run 0", *["%run 1"] * 20, DEPLOY, files=files)
    assert len(reading.services) == 1
    assert set(rules(reading)) == {"AML909"}


def test_a_file_that_a_cell_writes_can_be_run() -> None:
    cells = [IMPORTS, CONFIGURATION, "%%writefile other.py\nname = 'claims'", "%run other.py", NAMED]
    (service,) = read(*cells).services
    assert known(service.name) == "claims"
    assert service.name.place is not None
    assert (service.name.place.path, service.name.place.cell, service.name.place.line) == (PATH, 2, 2)


DATABRICKS = f"""
# MAGIC %md
# MAGIC # Deploy
# COMMAND ----------
# MAGIC %run ./settings
# COMMAND ----------
{IMPORTS}{CONFIGURATION}
# COMMAND ----------
# MAGIC %sql
# MAGIC select Model.deploy(1)
# COMMAND ----------
{NAMED}
"""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("work/settings.py", "# Databricks notebook source\nname = 'claims'"),
        ("work/settings.py", "name = 'claims'"),
        ("work/settings.ipynb", notebook("name = 'claims'")),
    ],
)
def test_a_source_of_databricks_follows_its_runs(path: str, text: str) -> None:
    reading = read_databricks(DATABRICKS, {path: text})
    assert [known(one.name) for one in reading.services] == ["claims"]
    assert sites(reading) == [("deploy_configuration", None, 10), ("deploy", None, 15)]


def test_python_and_files_in_the_comments_of_databricks_are_read() -> None:
    script = "from azureml.core.model import Model\ndef init():\n    Model.get_model_path('a')\ndef run(data): pass"
    python = f"%python\n{IMPORTS}{CONFIGURATION}\n{DEPLOY}"
    cells = [
        python,
        f"%%writefile score.py\n{script}",
        "%pip install x\n%matplotlib inline",
        "%scala\nval x = 1",
    ]
    source = "\n# COMMAND ----------\n".join(re.sub("(?m)^", "# MAGIC ", one) for one in cells)
    reading = read_databricks(f"{source}\n")
    assert sites(reading) == [
        ("deploy_configuration", None, 5),
        ("deploy", None, 6),
        ("scoring_script", None, 9),
        ("get_model_path", None, 11),
    ]
    assert rules(reading) == ["AML330"]


def test_a_source_of_databricks_that_does_not_parse_is_one_finding() -> None:
    assert rules(read_databricks(f"{IMPORTS}\nprint 'old'\n")) == ["AML902"]


def test_comments_of_plain_source_are_not_magic() -> None:
    from migrate.read.python.source import read_source
    from migrate.read.reading import SourceFile
    from tests.migrate.read.python.tree import Tree

    text = f"# MAGIC %run ./settings\n{IMPORTS}{CONFIGURATION}\n{NAMED}"
    reading = read_source(SourceFile("a.py", text), Tree({"settings.py": "name = 'claims'"}))
    assert isinstance(reading.services[0].name, Unresolved)
