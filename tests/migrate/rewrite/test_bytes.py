"""What no edit covers stays byte for byte: line ends, marks, encodings, notebooks."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

import pytest

from migrate.rewrite.draft import Draft
from migrate.rewrite.notebook import edits_of_json
from migrate.rewrite.original import NotEditableError, original_of
from migrate.rewrite.proposal import Edit
from tests.migrate.rewrite.rewriting import run

TEXT = """\
# Besorgt den Dienst, stets gr\u00fcndlich.\t\x0c
from azureml.core import Webservice, Workspace

ws = Workspace.from_config()
service = Webservice(ws, 'churn')
print( service.state )   # odd   spacing\t
if True:
\tservice.delete()
x = 'no end'"""
FORMS = {
    "plain": TEXT.encode(),
    "CRLF": TEXT.replace("\n", "\r\n").encode(),
    "mixed": TEXT.replace("\n", "\r\n", 3).encode(),
    "mark": b"\xef\xbb\xbf" + TEXT.encode(),
    "mark and CRLF": b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode(),
    "latin-1": b"# -*- coding: latin-1 -*-\n" + TEXT.encode("latin-1"),
    "cp1252": b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n" + TEXT.encode("cp1252"),
    "final line end": TEXT.encode() + b"\n",
}


def kept_lines(before: bytes, after: bytes) -> list[bytes]:
    """Return the lines, ends and all, that stand in both."""
    old, new = before.split(b"\n"), after.split(b"\n")
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return [line for block in blocks for line in old[block.a : block.a + block.size]]


@pytest.mark.parametrize("data", FORMS.values(), ids=FORMS.keys())
def test_a_file_keeps_its_form(tmp_path: Path, data: bytes) -> None:
    [change] = run(tmp_path, {"deploy.py": data}).changes
    after = change.after

    untouched = [
        line for line in data.split(b"\n") if b"Besorgt" in line or b"x = " in line or b"if True" in line
    ]
    assert [line for line in kept_lines(data, after) if line in untouched] == untouched
    assert after.startswith(data[:20])
    if data.count(b"\r\n") == data.count(b"\n"):
        assert after.count(b"\r\n") == after.count(b"\n")
    assert after.count(b"\r") == after.count(b"\r\n")
    assert b"print( service.provisioning_state )   # odd   spacing\t" in after
    assert b"\tml_client.online_endpoints.begin_delete(service.name).result()" in after


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_other_unicode_is_not_touched(tmp_path: Path, encoding: str) -> None:
    found = run(tmp_path, {"deploy.py": TEXT.replace("\x0c", "").encode(encoding)})

    assert found.changes == ()


def test_an_encoding_with_two_ways_is_refused() -> None:
    data = b"# coding: utf-7\n# +AOk- \n"

    with pytest.raises(NotEditableError, match="several ways"):
        original_of(data, cookies=True)


def test_new_text_that_the_encoding_does_not_have_is_refused() -> None:
    original = original_of(b"# coding: latin-1\n# \xe9\n", cookies=True)

    with pytest.raises(NotEditableError, match="latin-1"):
        original.spliced([Edit(0, 0, "\u20ac")])


# Notebooks


def notebook(source: list[str] | str, *, indent: int | None = 1, ascii_only: bool = False) -> bytes:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Dienst \u00fc"]},
        {
            "source": source,
            "outputs": [{"output_type": "stream", "text": ["1.0\n"], "data": {"source": ["not a cell"]}}],
            "cell_type": "code",
            "execution_count": 3,
            "metadata": {"b": 1, "a": 2},
        },
    ]
    whole = {"cells": cells, "nbformat_minor": 2, "nbformat": 4, "metadata": {}}
    return json.dumps(whole, indent=indent, ensure_ascii=ascii_only).encode() + b"\n"


CELL = [
    "%matplotlib inline\n",
    "from azureml.core import Webservice, Workspace\n",
    "ws = Workspace.from_config()\n",
    "!pip list\n",
    "service = Webservice(ws, 'churn')  # \u00e9\n",
    "service.delete()",
]


@pytest.mark.parametrize("indent", [1, 2, 4, None])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_only_lines_of_code_change_in_a_notebook(
    tmp_path: Path, indent: int | None, ascii_only: bool
) -> None:
    data = notebook(CELL, indent=indent, ascii_only=ascii_only)
    [change] = run(tmp_path, {"deploy.ipynb": data}).changes

    before, now = json.loads(data), json.loads(change.after)
    source = "".join(now["cells"][1].pop("source"))
    before["cells"][1].pop("source")
    assert now == before
    assert list(now["cells"][1]) == list(before["cells"][1])
    assert source.startswith("%matplotlib inline\nfrom azure.ai.ml import MLClient\n")
    assert "!pip list\n" in source
    assert source.endswith("ml_client.online_endpoints.begin_delete(service.name).result()")
    head = data.index(b"from azureml")
    assert change.after[:head] == data[:head]
    assert change.after.endswith(data[data.index(b'"outputs"') :])
    assert change.after.isascii() == data.isascii()


def test_a_cell_that_is_one_text(tmp_path: Path) -> None:
    [change] = run(tmp_path, {"deploy.ipynb": notebook("".join(CELL))}).changes

    assert isinstance(json.loads(change.after)["cells"][1]["source"], str)


@pytest.mark.parametrize("parts", [(6,), (2, 6), (1, 3, 6)])
def test_strings_of_several_lines_stay_strings(tmp_path: Path, parts: tuple[int, ...]) -> None:
    source = ["".join(CELL[start:end]) for start, end in zip((0, *parts), parts, strict=False)]
    data = notebook(source)
    [plain] = run(tmp_path / "plain", {"deploy.ipynb": notebook(CELL)}).changes
    [change] = run(tmp_path / "odd", {"deploy.ipynb": data}).changes

    expected, found = (json.loads(one.after)["cells"][1]["source"] for one in (plain, change))
    assert "".join(found) == "".join(expected)
    assert len(found) == len(source)


def test_a_cell_of_one_line_gets_its_new_lines_below_one_another() -> None:
    data = notebook(["print(1)"]).decode()
    [edit] = edits_of_json(data, [Edit(0, 0, "# a\n# b\n", 1)])

    assert '"# a\\n",\n    "# b\\n",\n    "print(1)"' in data[: edit.start] + edit.text + data[edit.end :]


def test_cells_that_do_not_change_keep_their_text(tmp_path: Path) -> None:
    data = notebook(["from azureml.core import Experiment\n", "\u00fc = 1"])

    assert run(tmp_path, {"train.ipynb": data}).changes == ()


def test_v1_in_outputs_is_no_code(tmp_path: Path) -> None:
    data = notebook(["x = 1"]).replace(b"1.0\\n", b"from azureml.core import Webservice\\n")

    assert run(tmp_path, {"out.ipynb": data}).changes == ()


def test_an_edit_of_no_text_is_no_edit() -> None:
    draft = Draft("deploy.py", TEXT.encode())

    assert draft.edited([]) is draft
