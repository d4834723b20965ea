"""Bad input: one finding with the place and the reason, never an exception."""

from __future__ import annotations

import pytest

from tests.migrate.read.python.tree import read

V1 = "from azureml.core import Model\n"


@pytest.mark.parametrize(
    ("source", "rule", "line"),
    [
        pytest.param(V1 + "x = (\n", "AML901", 2, id="unfinished"),
        pytest.param(V1 + "x = 1\n  y = 2\n", "AML901", 3, id="indentation"),
        pytest.param(V1 + "x = 1\0\n", "AML901", 2, id="NUL"),
        pytest.param(V1 + "x = '\ud800'\n", "AML901", 1, id="lone surrogate"),
        pytest.param(V1 + "<<<<<<< HEAD\n", "AML901", 2, id="merge conflict"),
        pytest.param(V1 + "print 'x'\n", "AML902", 2, id="print"),
        pytest.param(V1 + "try:\n    pass\nexcept A, e:\n    pass\n", "AML902", 4, id="except"),
        pytest.param(V1 + "raise E, 'x'\n", "AML902", 2, id="raise"),
        pytest.param(V1 + "x = 0777\n", "AML902", 2, id="octal"),
        pytest.param(V1 + "x = `y`\n", "AML902", 2, id="backticks"),
        pytest.param(V1 + "x = " + "(" * 1000 + ")" * 1000, "AML903", 2, id="brackets"),
        pytest.param(V1 + "x = " + "[" * 150 + "]" * 150 + "\n", "", 0, id="brackets that are fine"),
        pytest.param(V1 + "x = 1 # print 'x'\n", "", 0, id="not Python 2"),
        pytest.param("", "", 0, id="empty"),
        pytest.param("\ufeff" + V1, "", 0, id="byte order mark"),
        pytest.param(V1 + "x = '\\d'\n", "", 0, id="a bad escape is only a warning"),
        pytest.param("print 'no v1 here'\n", "AML902", 1, id="no v1, yet not read"),
    ],
)
def test_what_cannot_be_read(source: str, rule: str, line: int) -> None:
    found = read(source).findings
    assert [(one.rule, one.place.line) for one in found] == ([(rule, line)] if rule else [])


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("x = " + " + ".join(["'a'"] * 3000), id="long sum"),
        pytest.param("x = " + "-" * 3000 + "1", id="signs"),
        pytest.param("x = " + "not " * 3000 + "1", id="negations"),
        pytest.param("x = a" + ".b" * 3000, id="attributes"),
        pytest.param("x = f" + "(1)" * 1000, id="calls"),
        pytest.param("x = " + "lambda: " * 500 + "1", id="lambdas"),
        pytest.param(
            "if a:\n    x = 1\n" + "".join(f"elif a{n}:\n    x = {n}\n" for n in range(800)), id="elif"
        ),
        pytest.param(
            "\n".join("    " * n + "if a:" for n in range(90)) + "\n" + "    " * 90 + "x = 1", id="ifs"
        ),
        pytest.param("\n".join(f"if a{n}: x = {n}" for n in range(300)), id="many ifs"),
        pytest.param(
            "x = []\n" + "\n".join(f"if a{n}: x.append({n})" for n in range(200)), id="many appends"
        ),
        pytest.param("def f(): return f()\nf()", id="recursion"),
        pytest.param(
            "".join(f"def f{n}(): return f{n + 1}(), f{n + 1}()\n" for n in range(40)) + "f0()", id="doubling"
        ),
        pytest.param(
            "for a in range(20):\n for b in range(20):\n  for c in range(20):\n   x = f'{a}{b}{c}'",
            id="loops",
        ),
        pytest.param("x = 'a' * 10 ** 9\ny = '%999999999d' % 1\nz = f'{1:>999999999}'", id="large text"),
        pytest.param("while True:\n    pass", id="endless"),
        pytest.param("x = 2 ** 2 ** 2 ** 2 ** 2 ** 2", id="powers"),
        pytest.param("class A(A): pass\nA().x\nA()", id="a class of itself"),
        pytest.param("x = []\nx.append(x)\nprint(f'{x}')\nModel.deploy(x, x, x)", id="a list in itself"),
        pytest.param("d = {}\nd['d'] = d\nModel.deploy(**d)", id="a dict in itself"),
    ],
)
def test_hard_code_ends_in_time_and_the_rest_is_read(code: str) -> None:
    found = read(f"{V1}{code}\nModel.deploy(None, 'svc', [])\n")
    rules = [one.rule for one in found.findings]
    assert set(rules) <= {"AML903", "AML904"}
    parser_gave_up = rules == ["AML903"] and not found.usages
    if not parser_gave_up:
        assert any(one.symbol == "azureml.core.model.Model.deploy" for one in found.usages)


def test_a_bound_is_said() -> None:
    lines = "".join(f"def f{n}(): return f{n + 1}(), f{n + 1}(), f{n + 1}(), f{n + 1}()\n" for n in range(13))
    found = read(f"{V1}{lines}def f13(): return 1\nf0()\nModel.deploy(None, 'svc', [])\n")
    assert [one.rule for one in found.findings] == ["AML904"]
    assert [one.api for one in found.services] == ["azureml.core.model.Model.deploy"]


def test_a_yaml_bomb_does_not_go_off() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    found = read(f"{V1}import yaml\nx = yaml.safe_load(open('b.yml'))\n", {"b.yml": "\n".join(lines)})
    assert {one.rule for one in found.findings} <= {"AML904"}
