"""What ``init`` leaves behind for ``run``."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from migrate.doctor.check import Check
from migrate.doctor.script import Function, Script, within
from migrate.finding import Level


def _lost(script: Script) -> Iterator[tuple[ast.AST | None, str]]:
    init, run = script.function("init"), script.function("run")
    if init is None or run is None or script.takes_everything:
        return
    kept = {name for node in within(init) if isinstance(node, ast.Global) for name in node.names}
    own = _assigned(init) - kept
    known = script.bound | _assigned(run) | _parameters(run) | set(dir(builtins))
    said: set[str] = set()
    for node in within(run):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in own - known - said:
            said.add(node.id)
            yield (
                node,
                f"init() sets {node.id} for itself alone: without «global {node.id}» run() does not have it.",
            )


def _assigned(function: Function) -> set[str]:
    names = {
        node.id
        for node in within(function)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    }
    for node in within(function):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names.update(item.asname or item.name.partition(".")[0] for item in node.names)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.ExceptHandler):
            names.add(node.name or "")
    return names


def _parameters(function: Function) -> set[str]:
    given = function.args
    several = (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg)
    return {item.arg for item in several if item is not None}


CHECKS = (
    Check(
        "AML421",
        "a model that init keeps for itself",
        Level.BLOCKER,
        "run() sees what init() stored in a global variable; a local one is gone when init() returns.",
        "run() does not have what init() sets.",
        "def init():\n    model = len\n\n\ndef run(data):\n    return model(data)\n",
        "def init():\n    global model\n    model = len\n\n\ndef run(data):\n    return model(data)\n",
        _lost,
    ),
)
