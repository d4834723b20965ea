from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.read.notebook.file_lines import file_lines
from tests.migrate.read.notebook.notebooks import cell

WORDS = st.sampled_from(["", "x = 1", 'y = "quoted \\" {[: "', "é = '日本'", "# cells: [", "\t\\"])
CELLS = st.lists(st.lists(WORDS, min_size=1, max_size=4), max_size=4)


def written(cells: list[list[str]], indent: int | None = 1, *, listed: bool = True) -> str:
    def source(lines: list[str]) -> object:
        text = "\n".join(lines)
        return text.splitlines(keepends=True) if listed else text

    outputs = [{"output_type": "stream", "cells": [{"source": "no\n"}], "text": ["x = 1\n"]}]
    made = [{**cell(source(lines)), "outputs": outputs} for lines in cells]
    return json.dumps({"metadata": {"cells": [{"source": ["no"]}]}, "cells": made}, indent=indent)


@given(CELLS, st.sampled_from([0, 1, 4]))
def test_every_line_of_a_cell_is_found_where_the_file_has_it(cells: list[list[str]], indent: int) -> None:
    text = written(cells, indent)
    lines, in_file = file_lines(text), text.split("\n")
    for number, cell_lines in enumerate(cells):
        stored = "\n".join(cell_lines).splitlines()
        assert len(lines.get(number, ())) == len(stored)
        for line, content in zip(lines.get(number, ()), stored, strict=True):
            assert json.dumps(content)[1:-1] in in_file[line - 1]


@given(CELLS)
def test_a_source_in_one_string_stands_in_one_line(cells: list[list[str]]) -> None:
    text = written(cells, listed=False)
    for number, lines in file_lines(text).items():
        assert len(set(lines)) <= 1, number


def test_cells_of_format_3_count_over_all_worksheets() -> None:
    def sheet(*texts: str) -> object:
        return {"cells": [{"cell_type": "code", "input": [text], "language": "python"} for text in texts]}

    text = json.dumps({"worksheets": [sheet("a = 1", "b = 2"), sheet("c = 3")]}, indent=1)
    found = {number: text.split("\n")[line - 1].strip() for number, (line,) in file_lines(text).items()}
    assert found == {0: '"a = 1"', 1: '"b = 2"', 2: '"c = 3"'}


@pytest.mark.parametrize(
    "text", ["", "{", "[", '{"cells": ["', "not json", '{"cells": 3}', "]}", '{"cells": [{"source": ["a']
)
def test_what_is_no_notebook_gives_nothing(text: str) -> None:
    assert not any(file_lines(text).values())


def test_a_byte_order_mark_is_no_part_of_it() -> None:
    assert file_lines("\ufeff" + written([["x = 1"]])) == file_lines(written([["x = 1"]]))
