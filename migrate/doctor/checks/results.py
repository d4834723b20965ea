"""What ``run`` returns: the server writes it as JSON."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrate.doctor.check import Check
from migrate.doctor.script import Script, within
from migrate.finding import Level

_ARRAYS = {"numpy.array", "numpy.asarray", "numpy.zeros", "numpy.ones", "pandas.DataFrame", "pandas.Series"}
_PREDICTIONS = {"predict", "predict_proba", "decision_function", "predict_on_batch"}


def _returned(script: Script) -> Iterator[ast.expr]:
    run = script.function("run")
    for node in within(run) if run is not None else ():
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value


def _unfit(script: Script) -> Iterator[tuple[ast.AST | None, str]]:
    for value in _returned(script):
        for node in (value, *(value.values if isinstance(value, ast.Dict) else ())):
            what = _what(script, node)
            if what:
                yield node, f"{what} is no JSON: the server answers 500 to every such request."


def _what(script: Script, node: ast.expr) -> str:
    if isinstance(node, ast.Set | ast.SetComp):
        return "A set"
    if isinstance(node, ast.Constant) and isinstance(node.value, bytes):
        return "A bytes object"
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr == "encode" and _is_text(node.func.value):
            return "A bytes object"
        if script.dotted(node.func) in _ARRAYS:
            return "An array or data frame"
    return ""


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _perhaps(script: Script) -> Iterator[tuple[ast.AST | None, str]]:
    run = script.function("run")
    if run is not None and any(name.endswith("output_schema") for name in script.decorators(run)):
        return
    for value in _returned(script):
        for node in (value, *(value.values if isinstance(value, ast.Dict) else ())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in _PREDICTIONS
            ):
                yield node, ""


_START = "def init():\n    global model\n    model = None\n\n\n"

CHECKS = (
    Check(
        "AML422",
        "a result that is no JSON",
        Level.BLOCKER,
        "The server writes the result with the json module, and answers 500 to what that cannot write: arrays, data "
        "frames, sets, bytes.",
        "This is no JSON.",
        _START + "def run(data):\n    return {1, 2}\n",
        _START + "def run(data):\n    return [1, 2]\n",
        _unfit,
    ),
    Check(
        "AML423",
        "a prediction returned as it is",
        Level.ADVICE,
        "Most libraries predict into numpy arrays, which the server cannot write as JSON: it answers 500. v1 did too.",
        "If this is a numpy array, the server answers 500: add .tolist().",
        _START + "def run(data):\n    return model.predict(data)\n",
        _START + "def run(data):\n    return model.predict(data).tolist()\n",
        _perhaps,
    ),
)
