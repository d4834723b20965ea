from __future__ import annotations

import pytest

from migrate.read.notebook.cells import Cell
from migrate.read.notebook.dissection import Part, Use, dissected


def of(text: str, language: str = "python") -> Part:
    return dissected(Cell(0, text, language))


@pytest.mark.parametrize(
    ("text", "use", "first", "body"),
    [
        ("%%time\nx = 1", Use.PYTHON, 2, "x = 1"),
        ("\n%%capture out\n%%time\nx = 1", Use.PYTHON, 4, "x = 1"),
        ("# note\n%%time\nx = 1", Use.PYTHON, 3, "x = 1"),
        ("%%bash --out x\nls", Use.SHELL, 2, "ls"),
        ("%%!\nls", Use.SHELL, 2, "ls"),
        ("%%script /bin/bash\nls", Use.SHELL, 2, "ls"),
        ("%%powershell\nls", Use.POWERSHELL, 2, "ls"),
        ("%%capture\n%%bash\nls", Use.SHELL, 3, "ls"),
        ("%%writefile a.py\nx = 1", Use.FILE, 2, "x = 1"),
        ("%python\nx = 1", Use.PYTHON, 2, "x = 1"),
        ("%sh\naz login", Use.SHELL, 2, "az login"),
        ("%sh az login", Use.SHELL, 1, "az login\n"),
    ],
)
def test_a_cell_is_what_its_magic_says(text: str, use: Use, first: int, body: str) -> None:
    part = of(text)
    assert (part.use, part.first_line, part.text) == (use, first, body)


@pytest.mark.parametrize(
    "text",
    [
        "%%html\n<b>",
        "%%HTML\n<b>",
        "%%javascript\n1",
        "%%R\nlibrary(x)",
        "%%script perl\n1",
        "%%script\n1",
        "%sql\nselect 1",
        "%sql select 1\nfrom a",
        "%md # Deploy",
        "%scala\nval x = 1",
    ],
)
def test_other_languages_are_not_python(text: str) -> None:
    assert of(text).use is Use.OTHER


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "# only a comment",
        "x = 1\n%%time",
        "%matplotlib inline\nx = 1",
        "%sql select 1\nx = 2",
        "%%",
        "%",
    ],
)
def test_a_cell_without_a_cell_magic_is_python_as_it_stands(text: str) -> None:
    assert of(text) == Part(Use.PYTHON, text)


def test_a_magic_nobody_knows_leaves_python_to_be_tried() -> None:
    assert of("%%blackbox now\nx = 1") == Part(Use.PYTHON, "x = 1", 2, sure=False)


@pytest.mark.parametrize(
    ("language", "use"), [("r", Use.OTHER), ("shellscript", Use.SHELL), ("powershell", Use.POWERSHELL)]
)
def test_a_cell_of_another_language_is_not_searched_for_magics(language: str, use: Use) -> None:
    assert of("%%time\nx", language) == Part(use, "%%time\nx")
