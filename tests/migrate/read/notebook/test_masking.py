from __future__ import annotations

import ast
import sysconfig
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.read.notebook.masking import masked

TAKEN = [
    ("%matplotlib inline\nx = 1", "pass\nx = 1"),
    ("!pip install a", "pass"),
    ("!!ls", "pass"),
    ("  !ls", "  pass"),
    ("if a:\n    !ls\nelse:\n    %pwd", "if a:\n    pass\nelse:\n    pass"),
    ("obj?", "pass"),
    ("?obj.method", "pass"),
    ("obj.items[0]??", "pass"),
    ("x = !ls", "x = ___"),
    ("a, b['c'] = %env A", "a, b['c'] = ______"),
    ("!az a \\\n  -n 'x \\\n  y\nz = 1", "pass\n\n\nz = 1"),
    ("s = '''\n'''\n!echo it's\nz = 1", "s = '''\n'''\npass\nz = 1"),
    ("%time m = f(1)", "if 1: m = f(1)"),
    ("%timeit -n 3 -r 1 f(a, b)", "if 1:             f(a, b)"),
    ("%time", "pass"),
    ("%time no such thing", "pass"),
    ("pip install a-b", "pass"),
    ("cd data", "pass"),
]
LEFT = [
    "s = '''\n%run x\n!ls\nobj?\n'''",
    'f(a,\n  %b,\n  "!ls")'.replace("%b", "a % b"),
    "x = 5 \\\n  % 3",
    "x = [\n  4\n  % 3]",
    "print('why?')",
    "# why?",
    "# !az ml model deploy",
    "log('days=%d' % 3)",
    "x = '=!'",
    "f'{a!r}'",
    "a != b",
    "a = b % c",
    "x = 'a\\\n%run b'",
    "x = r'\\'\ny = 1",
    "ls = [1]",
    "pip = cd = 1",
    "ls -l",
    "x = '#'\ny = '''a'b'''",
]


@pytest.mark.parametrize(("text", "expected"), TAKEN)
def test_what_is_not_python_is_masked_in_its_lines(text: str, expected: str) -> None:
    found = masked(text).text
    assert found == expected
    assert found.count("\n") == text.count("\n")
    ast.parse(found.strip())


@pytest.mark.parametrize("text", LEFT)
def test_python_is_left_alone(text: str) -> None:
    assert masked(text).text == text


def test_what_was_taken_is_kept_with_its_place() -> None:
    found = masked("%run ./a.ipynb\nif x:\n    !az ml a \\\n  -n b\n%cd src\ny = !az c")
    assert [(one.line, one.column, one.text, one.top) for one in found.runs] == [(1, 6, "./a.ipynb", True)]
    assert [(one.line, one.column, one.text, one.top) for one in found.shells] == [
        (3, 6, "az ml a \\\n  -n b", False),
        (6, 6, "az c", False),
    ]
    assert [one.text for one in found.folders] == ["src"]
    assert found.captured == {6}


def standard_library() -> list[Path]:
    return sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py"))[::4]


def test_the_standard_library_is_left_alone() -> None:
    changed = []
    for file in standard_library():
        text = file.read_text(encoding="utf-8", errors="replace")
        if masked(text).text != text:
            changed.append(file.name)
    assert changed == []


PIECES = st.sampled_from(
    [
        "%",
        "!",
        "?",
        "=",
        " ",
        "\n",
        "\\",
        "'",
        '"',
        '"""',
        "(",
        ")",
        "#",
        "a",
        "run",
        "time",
        "pass",
        "\t",
        "é",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_keeps_its_lines(text: str) -> None:
    assert masked(text).text.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "text",
    ['"' * 20_000, "\\\"'" * 10_000, " " * 20_000, "x = " * 5_000 + "!ls", "%timeit -n " + "3 " * 9_000],
)
def test_hostile_lines_take_no_more_than_a_pass_over_them(text: str) -> None:
    assert masked(text).text.count("\n") == 0
