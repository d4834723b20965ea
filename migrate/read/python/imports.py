"""Imports: what a module's name means, and the imports of v1 as usages."""

from __future__ import annotations

import ast

from migrate.read.python import names, symbols
from migrate.read.python.domain import Dotted
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.state import State
from migrate.usage import Form


def run_import(ev: Evaluator, node: ast.Import, state: State) -> bool:
    """Run ``import a.b`` and ``import a.b as c``."""
    for alias in node.names:
        if alias.asname:
            names.assign(ev, alias.asname, Dotted(alias.name), state)
        else:
            top = alias.name.split(".")[0]
            names.assign(ev, top, Dotted(top), state)
        _note(ev, node, alias.name)
    return True


def run_import_from(ev: Evaluator, node: ast.ImportFrom, state: State) -> bool:
    """Run ``from a import b``."""
    module = "." * node.level + (node.module or "")
    for alias in node.names:
        if alias.name == "*":
            for name in symbols.star(module):
                names.assign(ev, name, Dotted(f"{module}.{name}"), state)
            _note(ev, node, module)
        else:
            dotted = f"{module}.{alias.name}" if node.module else f"{module}{alias.name}"
            names.assign(ev, alias.asname or alias.name, Dotted(dotted), state)
            _note(ev, node, dotted)
    return True


def _note(ev: Evaluator, node: ast.stmt, dotted: str) -> None:
    symbol = symbols.resolve(dotted)
    if symbol is not None:
        ev.recorder.usage(symbol, ev.place(node), Form.IMPORT)
    if symbol is not None or symbols.is_module(dotted):
        ev.v1_imported = True
