from __future__ import annotations

import json

import pytest

from migrate.read.notebook.cells import Cell, NotANotebookError, cells_of
from tests.migrate.read.notebook.notebooks import cell, notebook


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a = 1\nb = 2", "a = 1\nb = 2"),
        (["a = 1\n", "b = 2"], "a = 1\nb = 2"),
        (["a = 1\r\n", "b = 2\r\n"], "a = 1\nb = 2\n"),
        ([], ""),
        (None, ""),
        ([1, "a"], "a"),
        ("\u2028\x0c", "\u2028\x0c"),
    ],
)
def test_a_source_is_text_or_a_list_of_texts(source: object, expected: str) -> None:
    document = {"cells": [{"cell_type": "code", "source": source}]}
    assert cells_of(json.dumps(document)) == (Cell(0, expected),)


def test_only_code_is_kept_and_numbers_count_every_cell() -> None:
    text = notebook(cell("# Title", "markdown"), "a", cell("raw", "raw"), "b")
    assert [(one.number, one.text) for one in cells_of(text)] == [(1, "a"), (3, "b")]


def test_format_3_has_worksheets_and_input() -> None:
    sheets = [
        {"cells": [{"cell_type": "code", "input": ["a"]}]},
        {"cells": [{"cell_type": "code", "input": "b"}]},
    ]
    assert cells_of(json.dumps({"nbformat": 3, "worksheets": sheets})) == (Cell(0, "a"), Cell(1, "b"))


def test_outputs_are_not_code() -> None:
    document = {"cells": [{"cell_type": "code", "source": "1", "outputs": [{"text": ["import azureml"]}]}]}
    assert cells_of(json.dumps(document)) == (Cell(0, "1"),)


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({}, "python"),
        ({"kernelspec": {"language": "python"}}, "python"),
        ({"kernelspec": {"name": "x"}, "language_info": {"name": "ipython"}}, "python"),
        ({"kernelspec": {"language": "R"}}, "r"),
        ({"application/vnd.databricks.v1+notebook": {"language": "scala"}}, "scala"),
        ({"kernelspec": "broken", "language_info": []}, "python"),
    ],
)
def test_the_language_is_that_of_the_kernel(metadata: dict[str, object], expected: str) -> None:
    assert cells_of(notebook("a", **metadata))[0].language == expected


def test_a_cell_may_have_a_language_of_its_own() -> None:
    text = notebook(
        cell("a", vscode={"languageId": "shellscript"}), cell("b", vscode={"languageId": "python"})
    )
    assert [one.language for one in cells_of(text)] == ["shellscript", "python"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("{", 1),
        ('{\n"cells": [\n<<<<<<< HEAD\n]}', 3),
        ("[]", 1),
        ("{}", 1),
        ('"cells"', 1),
        ("[" * 100_000, 1),
        ('{"cells": [' + "1" * 10_000 + "]}", 1),
    ],
)
def test_what_is_no_notebook_is_said_to_be_none(text: str, line: int) -> None:
    with pytest.raises(NotANotebookError) as refusal:
        cells_of(text)
    assert refusal.value.line == line
    assert str(refusal.value).startswith("it")


@pytest.mark.parametrize(
    "document", [{"cells": {}}, {"cells": [1, None, "x", []]}, {"worksheets": [1]}, {"cells": None}]
)
def test_a_notebook_of_strange_parts_has_no_cells(document: object) -> None:
    assert cells_of(json.dumps(document)) == ()
