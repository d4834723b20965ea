"""A program says the same in one file and in cells; a broken notebook is never more than a finding."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from compat.v1 import Service
from migrate.read.notebook.reader import read_notebook
from migrate.read.python import read_python
from migrate.read.reading import Reading, SourceFile
from migrate.read.tree import Tree
from migrate.scripts import SYMBOL, completed
from tests.migrate.read.notebook.notebooks import notebook, read_databricks, read_text

SAMPLES = Path(__file__).parents[4] / "samples"
PROGRAMS = sorted(file for file in SAMPLES.glob("*/v1/**/*.py") if b"azureml" in file.read_bytes())


def bare(items: tuple[object, ...]) -> str:
    """The content of services or usages, without their places."""
    return re.sub(r"Place\([^()]*\)", "", repr(items))


def split(text: str, cuts: set[int], magic: str) -> str:
    """A notebook of the program, cut before some of its statements; ``magic`` stands above every cell."""
    starts = [
        min([one.lineno, *(d.lineno for d in getattr(one, "decorator_list", []))])
        for one in ast.parse(text).body
    ]
    lines = text.split("\n")
    bounds = [0, *(start - 1 for number, start in enumerate(starts) if number in cuts), len(lines)]
    return notebook(*(magic + "\n".join(lines[a:b]) for a, b in pairwise(bounds)))


def both(file: Path, cuts: set[int], magic: str) -> tuple[Reading, Reading]:
    folder = file.parent
    tree = Tree(str(folder))
    text = file.read_text(encoding="utf-8")
    plain = read_python(SourceFile(file.name, text), tree)
    cells = read_notebook(SourceFile("x.ipynb", split(text, cuts, magic)), tree)
    assert cells is not None
    return plain, cells


def whole(reading: Reading, folder: Path) -> tuple[Service, ...]:
    return tuple(completed(service, Tree(str(folder))) for service in reading.services)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(PROGRAMS),
    st.sets(st.integers(0, 40)),
    st.sampled_from(["", "%%time\n", "%matplotlib inline\n"]),
)
def test_a_program_in_cells_gives_the_same_services(file: Path, cuts: set[int], magic: str) -> None:
    plain, cells = both(file, cuts, magic)
    assert bare(whole(cells, file.parent)) == bare(whole(plain, file.parent))
    assert bare(cells.clusters) == bare(plain.clusters)
    # A file may be a scoring script; a cell is one only where it writes a file.
    written = [usage for usage in plain.usages if usage.symbol != SYMBOL]
    assert sorted(bare((usage,)) for usage in cells.usages) == sorted(bare((usage,)) for usage in written)
    assert all(usage.place.cell is not None for usage in cells.usages)


def test_the_programs_deploy_something() -> None:
    found = [both(file, set(), "")[0].services for file in PROGRAMS]
    assert sum(len(services) for services in found) >= 8


WHOLE = notebook(
    "from azureml.core.model import Model\nfrom azureml.core.webservice import AciWebservice",
    "%run other\n!az ml model list\nx = !ls",
    "%%writefile score.py\ndef init():\n    pass\ndef run(data):\n    pass",
    '%%writefile -a {x}/deployment.json\n{"computeType": "ACI"}',
    "%timeit -n 3 Model.deploy(ws, 'churn', [], None, AciWebservice.deploy_configuration(cpu_cores=1))",
)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, len(WHOLE)),
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.characters()), max_size=4),
)
def test_a_damaged_notebook_is_at_most_a_finding(end: int, changes: list[tuple[int, str]]) -> None:
    text = list(WHOLE)
    for at, character in changes:
        text[at] = character
    files = {"work/other.py": "name = 'a'", "work/other.ipynb": "".join(text)}
    for damaged in ("".join(text), WHOLE[:end]):
        reading = read_text(damaged, files)
        assert all(finding.rule.startswith("AML") for finding in reading.findings)


MARKS = '%|%%|!|?|=|\\|\'|"""|(|)|{|}|$|#| |\n|\n    |\0|\ud800|é'
WORDS = "run|writefile|-a|-n|cd|time|x|a.py|pass|if:|import azureml.core|Model.deploy("
CODE = st.sampled_from(f"{MARKS}|{WORDS}".split("|"))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CODE, max_size=15).map("".join), max_size=4))
def test_cells_of_anything_are_read(cells: list[str]) -> None:
    reading = read_text(
        notebook("import azureml.core", *cells), {"work/x.py": "y = 1", "work/x.ipynb": WHOLE}
    )
    assert all(finding.message for finding in reading.findings)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CODE, max_size=6).map("".join), max_size=12), st.booleans())
def test_sources_of_databricks_of_anything_are_read(lines: list[str], magic: bool) -> None:
    marked = [f"# MAGIC {line}" if magic or number % 2 else line for number, line in enumerate(lines)]
    reading = read_databricks("import azureml.core\n" + "\n".join(marked), {"work/x.py": "y = 1"})
    assert all(finding.message for finding in reading.findings)
