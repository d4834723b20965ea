from __future__ import annotations

import pytest

from compat.value import Expression, Place, Unresolved, known
from migrate.read.notebook.reader import read_notebook
from migrate.read.reading import SourceFile
from tests.migrate.read.notebook.notebooks import (
    CONFIGURATION,
    DEPLOY,
    IMPORTS,
    PATH,
    cell,
    notebook,
    read,
    read_text,
    rules,
    sites,
)
from tests.migrate.read.python.tree import Tree


def test_cells_are_one_program_in_order() -> None:
    (service,) = read(
        IMPORTS, "replicas = 3", "config = AksWebservice.deploy_configuration(num_replicas=replicas)", DEPLOY
    ).services
    assert known(service.settings["num_replicas"].value) == 3
    assert known(service.name) == "churn"


def test_places_are_cell_and_line() -> None:
    reading = read(
        cell("# Title\nimport azureml", "markdown"),
        f"%%time\n%matplotlib inline\n{IMPORTS}",
        cell("no", "raw"),
        f"\n{CONFIGURATION}\n# then\n{DEPLOY}",
    )
    assert sites(reading) == [("deploy_configuration", 3, 1), ("deploy", 3, 3)]
    (service,) = reading.services
    assert service.place == Place(PATH, 3, 1, 3, 3)
    cores = service.settings["cpu_cores"]
    assert cores.place is not None
    assert (cores.place.cell, cores.place.line, cores.place.column) == (3, 1, 45)
    assert {usage.place.cell for usage in reading.usages if usage.form.value == "import"} == {1}


def test_a_call_over_several_lines_ends_in_its_cell() -> None:
    reading = read(IMPORTS, CONFIGURATION, "x = 1\nModel.deploy(\n  ws,\n  'churn', [], scoring, config)")
    place = reading.services[0].place
    assert place is not None
    assert (place.line, place.end_line, place.cell) == (2, 4, 2)


def test_a_cell_that_does_not_parse_is_named_and_left_out() -> None:
    reading = read(IMPORTS, CONFIGURATION, "x = 1\nprint 'old'", DEPLOY)
    (finding,) = reading.findings
    assert (finding.rule, finding.place.cell, finding.place.line) == ("AML908", 2, 2)
    assert "Cell 2" in finding.message
    assert len(reading.services) == 1


def test_a_notebook_that_is_no_json_is_one_finding() -> None:
    text = notebook(IMPORTS, CONFIGURATION, DEPLOY)
    reading = read_text(text[: len(text) // 2])
    assert rules(reading) == ["AML907"]
    assert reading.usages == ()


@pytest.mark.parametrize(
    "cells",
    [
        ["x = 1"],
        ["print 'broken, but not v1'"],
        ["from azure.ai.ml import MLClient", "client = ("],
        [cell("from azureml.core.model import Model\nModel.deploy()", "markdown")],
        ["%%html\n<a>azureml.core</a>"],
        ["%%javascript\nModel.deploy(ws)"],
        ["uri = 'azureml://datastores/x'", "def ("],
    ],
)
def test_a_notebook_without_v1_says_nothing(cells: list[object]) -> None:
    assert read_notebook(SourceFile(PATH, notebook(*cells)), Tree()) is None or not read(*cells).findings
    assert read(*cells).usages == ()


@pytest.mark.parametrize("text", ["", "{", "[]", "not a notebook"])
def test_a_broken_file_without_v1_is_no_news(text: str) -> None:
    assert read_notebook(SourceFile(PATH, text), Tree()) is None


def test_outputs_and_markdown_are_never_read() -> None:
    code = cell("x = 1")
    code["outputs"] = [{"output_type": "stream", "text": [f"{IMPORTS}\n", DEPLOY]}]
    assert read(code, cell(DEPLOY, "markdown")).usages == ()


def test_r_is_named_and_not_read() -> None:
    reading = read_text(
        notebook("library(azuremlsdk)\nws <- load_workspace_from_config()", kernelspec={"language": "R"})
    )
    assert reading.usages == ()
    assert rules(reading) in (["AML919"], [])


@pytest.mark.parametrize(
    "line", ["name = !cat name.txt", "name = %env NAME", "name = get_ipython().getoutput('x')"]
)
def test_what_a_magic_gives_back_is_only_known_when_the_code_runs(line: str) -> None:
    (service,) = read(IMPORTS, CONFIGURATION, line, "Model.deploy(ws, name, [], scoring, config)").services
    assert isinstance(service.name, Expression)
    assert "___" not in service.name.source


def test_a_widget_of_databricks_is_an_expression() -> None:
    cells = [
        IMPORTS,
        CONFIGURATION,
        "name = dbutils.widgets.get('name')",
        "Model.deploy(ws, name, [], scoring, config)",
    ]
    (service,) = read(*cells).services
    assert isinstance(service.name, Expression)


def test_a_name_that_nothing_sets_stays_unresolved() -> None:
    (service,) = read(IMPORTS, CONFIGURATION, "Model.deploy(ws, name, [], scoring, config)").services
    assert isinstance(service.name, Unresolved)


def test_a_timed_statement_is_python() -> None:
    assert len(read(IMPORTS, CONFIGURATION, f"%time {DEPLOY}").services) == 1


@pytest.mark.parametrize("before", ["%%bash", "%%R", "%%writefile notes.txt", "%%script perl"])
def test_what_is_not_python_deploys_nothing(before: str) -> None:
    assert read(IMPORTS, CONFIGURATION, f"{before}\n{DEPLOY}").services == ()


def test_a_cell_with_an_indent_runs_as_ipython_runs_it() -> None:
    source = cell("")
    source["source"] = f"    {DEPLOY}\n    x = 1"
    assert len(read(IMPORTS, CONFIGURATION, source).services) == 1
